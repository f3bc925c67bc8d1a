# The command line.

# `init`, `ca create`, `calendar publish`, `catalog check`, and the socket.
init-ready = { $place } 已就绪，启动：`lianban run --dir { $dir }`
ca-created = 证书颁发机构已建立：{ $dir }；请把其中的 authority.key 存放在他人读不到的地方
calendar-published = 日历已发布
calendar-same = 名单与现行日历一致。
calendar-would-change = 尚未发布。写明核对人(--checked-by)后发布,将有 { $count } 天变化:
calendar-day = { $date }:{ $before } → { $after }
departments-faulty = 部门名单有误
socket-not-a-command = 不是命令: { $why }

# What takes long at a terminal.
progress-checking-journal = 检查日志 { $n } %
progress-indexing-feeds = 重建线路索引 { $n } %
progress-opening-rows = 打开索引 { $n } %
progress-rows = 读取记录 { $n } 条
progress-replayed = 重放日志 { $n } 条

# `case assign`.
assigned-not = { $number } 未改派：{ $why }
assigned-count = { $from } 的办件 { $count } 件已改派给 { $to }

# `case why`.
why-calendar = 日历 { $x }
why-no-limit = 尚无计时
why-counted-from = 自 { $from } 起算:{ $since }
why-recounts = 期限重算
why-light-green = ● 正常
why-light-yellow = ▲ 预警
why-light-red = ■ 超时
why-light-paused = ◇ 暂停

# `catalog rounds`, one table for both languages.
rounds-reported = 报告所称与由其数字计算
rounds-own = 本目录计算
rounds-working-days = 工作日
rounds-minutes = 分钟
rounds-days = 天
rounds-lawful = 法定

# `papers`.
papers-back-head = 本机曾恢复到较早的数据，下列文书当时不在本机，现已补回；请逐份核对，再用 `lianban papers checked` 或在控制台“退回与冲突”中注明已核对
papers-back-none = 没有待核对的补回文书
papers-back-count = 文书 { $count } 份，其中重号 { $twice } 份
papers-back-more = 另有 { $more } 份未列出
papers-back-checked = 已核对
papers-back-left = 还有 { $left } 份待核对
papers-back-twice = 重号，另一件 { $other }

# `quarantine`.
quarantine-none = 没有搁置的变更
quarantine-when = 时间
quarantine-line = 线路
quarantine-place = 序号
quarantine-bytes = 字节
quarantine-reason = 原因
quarantine-above = 上级
quarantine-below = 下级 { $link }

# `status`.
status-not-running = 节点没有运行，以下是其目录里的内容
status-node = { $name }（{ $tier }级，{ $place }）
status-now = { $at } · 版本 { $version }
status-cases = 办件 { $cases } 件 · 草稿 { $drafts } 份 · 办理记录 { $acts } 条
status-lights = 灯：超时 { $red } · 预警 { $yellow } · 正常 { $green } · 暂停 { $paused }
status-no-catalog = 尚未收到事项目录，请先接通上级线路一次
status-catalog = 事项 { $items } 个 · 并联审批 { $bundles } 个
status-calendar = 放假安排:{ $version },公布至 { $last }
status-calendar-missing = 放假安排 { $version } 只到 { $last },缺少下一年度安排,此后日期均为暂定;国务院公布后请及时发布:lianban calendar publish
status-numbers = 文书编号还剩 { $left } 个
status-aside = 搁置的变更 { $aside } 条，没有影响任何办件；原因见 `lianban quarantine`
status-parked = 依据未到的变更 { $waiting } 条，依据到了自动处理
status-nowhere = 记录 { $record } 的变更缺少依据，能问的各点都没有；请联系上级或从备份恢复丢失依据的点
status-none-aside = 没有搁置的变更，也没有依据未到的变更
status-journal = 日志 { $size }
status-torn = 启动时截去了日志末尾没有写完的 { $torn } 字节；已经确认存好的不受影响
status-rebuilt = 启动时由日志重建了索引，没有丢失数据（{ $why }）
status-papers-alone = 只看这些文书：`lianban papers back`
status-link-above = 上级 { $name }：{ $what }
status-link-below = 下级 { $name }：{ $what }
status-link-name = { $name }（{ $place }）
status-link-since = { $state }（{ $at } 起）
status-online = 在线
status-offline = 离线
status-all-sent-up = 已全部上传
status-all-sent-down = 没有待传的
status-waiting-up = 待上传 { $waiting } 条
status-waiting-down = 待传 { $waiting } 条
status-loading = 首次传送尚未完成
status-data-up-to = 数据截至 { $at }
status-differs-up = 有 { $differs } 条记录与上级不一致且未能修复，请联系管理员
status-differs-down = 有 { $differs } 条记录与下级不一致且未能修复，请联系管理员
status-same = 最近一次比对一致
status-not-compared = 连通后尚未比对完

# `demo`: the played day.
demo-setting-up = 搭建联邦: 一省一市两县三镇四村
demo-keys = 密码, 密钥与证书
demo-folder = 文件夹 { $x }
demo-ends = 按 Ctrl-C 结束
demo-catalog = 一、市里发布事项目录, 逐级到达各点
demo-catalog-at = { $name }: { $items } 个事项, { $bundles } 个并联审批
demo-catalog-village = 村里只显示可在村受理的 { $shown } 项
demo-offline = 二、村里断线, 照常代办三件
demo-offline-receipt = { title-receipt } { $number } { $item }
demo-offline-killed = 断电(kill -9), 重新开机
demo-offline-there = 三件都在: 已存本机
demo-offline-back = 线路恢复 -> { $reach }
demo-reach-township = 已到镇
demo-reach-county = 已到县
demo-reach-city = 已到市
demo-decided = 三、镇上受理, 县里审核批准, 收费分文不差
demo-decided-instant = BM-010 即办件: 镇受理、当场批准、村里送达
demo-decided-allowance = BM-001 低保: 镇核查, 县民政审核、批准
demo-decided-wrong-fee = 收 { $money }: { $why }
demo-decided-fee = BM-019 收 20.00 元, 批准, 送达
demo-linked = 四、市县两级联动并联审批 PB-XA-2T
demo-linked-apart = 市县线路中断: 县里办 { $county } 步, 市里办 { $city } 步, 互不知情, 均不批准; 线路恢复
demo-linked-reviewed = 八个分支, 市县各自审核完毕, 集中批准
demo-linked-delivered = { $acts } 个环节, 一次送达
demo-rivals = 五、断线期间, 村镇改了同一份草稿的同一项
demo-rivals-both = { $name }: 两个电话 { $values }
demo-rivals-chosen = 代办员选定其一, 两处一致
demo-rivals-cut-off = 县线路中断; 县里按时告知补正, 市里不知, 逾期接管
demo-rivals-deemed = 市里接管, 写下视为受理; 线路恢复
demo-rivals-frozen = { $name }: { $acts } 个处理互相冲突, 冻结
demo-rivals-settled = 首席代表裁定: 补正告知有效
demo-lights = 六、一件无人办理: 先黄灯, 后红灯
demo-lights-yellow = 黄灯: 镇、县、市、省同时可见
demo-lights-red = 红灯: 镇、县、市、省同时可见
demo-province = 七、市到省的线路中断一段时间, 恢复后补齐
demo-province-rows = 省里 { $rows } 行, 与市里一致, 不多不少
