# What a desk or a room says of a case.

# Why a node did not do something, by the reason of the engine.
refused-law = { $x }
refused-fields = 有 { $count } 处需要更正
refused-not-ready = 本点尚未收到事项目录, 请先接通上级线路一次
refused-no-person = 本点没有用户 { $user }
refused-no-item = 目录中没有事项 { $code }
refused-no-case = 本点没有 { $name }
refused-ambiguous = { $name } 对应多个记录, 请写全编号
refused-trouble = 未能写入: { $x }
refused-not-acting-for = 本节点不代表 { $place }
refused-not-root = 只有根节点可以发布目录
refused-not-calendar-publisher = 只有根节点的中心管理员可以发布日历
refused-calendar-unchecked = 放假安排须由一人发布、法制机构另一人核对:请写明核对人
refused-calendar-faults = 放假安排有误:{ $faults }
calendar-worked-by-law = { $date }({ $name })依法放假,名单中却是工作日
calendar-implausible = { $year }年的放假天数(净减工作日{ $net }天)与历年安排相差过大
calendar-gone = { $year }年已经公布,名单中缺少
refused-draft-filed = 草稿已提交, 不能再改
refused-not-a-desk = 只有窗口人员和代办员可以收件
refused-numbers-used-up = 本点编号已用完, 请向上级申请新的号段; 已存的都在, 已有编号的仍可补打
refused-number-from-block = 文书编号由本点号段给出, 请用打印办理
refused-read-only = 本件含有本版程序不认识的环节, 只能查看; 请先升级本点程序
refused-no-paper = 没有文书 { $given }; 文书有: { $papers }
refused-newer-edition = { $paper }是用更新版本的程序打印的, 本机没有该版文书用语, 请先升级本机再补打
refused-name-a-branch = 联办件的{ $paper }按分支出具, 请写明分支: { $codes }
refused-not-done = 本件没有作出{ $paper }所载的处理, 不能打印
refused-paper-elsewhere = { $paper }由{ $place }出具, 请在该处打印
refused-paper-elsewhere-proxy = { $paper }由{ $place }出具, 请在该处打印; 代办点只出具收件凭证
refused-not-another-agent = { $to } 不是本点的另一名代办员, 不能接手 { $from } 的办件
refused-no-reason = 请写明改派理由
refused-not-returned = 本点没有这条退回的办理
refused-not-to-be-checked = 本点没有这份待核对的文书
refused-several-papers = { $name } 对应 { $count } 份文书, 请改写下列之一
refused-may-not-check = { $user } 的岗位不能核对补回的文书, 请由办件人员或中心管理员核对
refused-already-checked = 文书 { $number } 已由 { $user } 于 { $at } 核对
refused-no-paper-to-check = 本点没有待核对的文书 { $name }, 用 `lianban papers back` 查看全部
refused-edited-elsewhere = 事项目录只在发布目录的市级编辑
refused-not-legal = 只有法制审核人员可以审核
refused-not-administrator = 只有中心管理员可以编辑和发布目录
refused-own-draft = 起草人不能审核自己的草稿
refused-draft-in-review = 草稿正在法制审核, 退回之后才能改
refused-no-draft = 现在不能这样做: 没有草稿
refused-wrong-state = 现在不能这样做: { $state }
refused-draft-outdated = 起草之后目录已另有新版, 请放弃草稿后重新起草
refused-draft-unchanged = 草稿与现行版本相同

# What is wrong with one field.
fault-empty = 不能为空
fault-unknown = 表中没有这一项
fault-too-long = 太长
fault-id-kind = 没有这种证件
fault-document = 证件号码与所选证件不符, 请核对
fault-resident-id = 身份证号码有误, 请核对
fault-social-credit = 统一社会信用代码有误, 请核对
fault-quantity = 数量应为 1 到 1000000 的整数
fault-copies = 份数应为整数
fault-material-missing = 还差材料: { $name } { $copies } 份
fault-material-extra = 目录未要求此材料, 不得收取: { $name }
fault-material-too-few = { $name } 需 { $need } 份, 只有 { $have } 份
fault-rivals = 两处填写不一致, 请选定一个
fault-code-fixed = 编码不能改
fault-code = 编码只能用字母、数字和短横
fault-no-opinion = 请写审核意见
fault-opinion-too-long = 审核意见太长
fault-item-too-long = 事项内容太长
fault-json = 第 { $line } 行第 { $column } 列: { $x }
fault-flaw = { $x }
fault-flaw-elsewhere = { $code }: { $x }
fault-in-force-too-early = 新版的生效日期须为今日 { $today } 或以后
fault-paper-back = { $number } { $paper }, { $case } { $name }

# What a reader of JSON says; its English words are looked for and replaced by the Chinese ones.
json-unknown-key = 没有字段
json-unknown-value = 没有取值
json-did-you-mean = 是不是
json-known-are = 可以是
json-missing-field = 缺少字段
json-duplicate-field = 字段重复
json-invalid-type = 类型不对
json-invalid-value = 取值不对
json-expected = 应为
json-trailing = 末尾有多余的字
json-unfinished = 没有写完

# Where a draft of an item stands.
edit-state-none = 没有草稿
edit-state-draft = 起草中
edit-state-review = 法制审核中
edit-state-returned = 法制已退回
edit-state-approved = 审核通过,待发布
edit-state-published = 已发布
edit-state-discarded = 已放弃

# A bundle in the list of what may be filed.
line-bundle = 并联审批
line-bundle-days = { $days }个工作日

# The documents by which an applicant is known.
id-kind-resident-id = 居民身份证
id-kind-social-credit = 统一社会信用代码
id-kind-passport = 护照
id-kind-hk-macao-permit = 港澳居民来往内地通行证
id-kind-taiwan-permit = 台湾居民来往大陆通行证
id-kind-hmt-residence = 港澳台居民居住证
id-kind-foreign-permanent = 外国人永久居留身份证
id-kind-other = 其他依法使用的证件

# What the catalog says of an item besides form, materials and steps.
element-special-most = { $name }，至多 { $days }，不计入时限；{ $basis }

# How a limit runs.
due-stopped = 特别程序:{ $cause }(告知书 { $notice }),自 { $from } 起停止计时,计划 { $planned }

# What is not done and why, said by the desk itself.
no-such-case = 本点没有这件
no-such-act = 没有这种办理
reveal-not-yours = 您的岗位不能查看完整信息
reveal-no-reason = 请写明查看理由
sent-refused = 没有办理:{ $why }。办件没有改动。
sent-changed = 您打开页面之后,本件有了新的变化,所以没有办理。请看过最新情况后再办一次;填写的内容都还在。
sent-done = { $act }:已办理,已存本机
sent-amount = 请填写金额,如 20.00
sent-correct-these = 没有办理,办件没有改动。请更正下面的内容。
sent-settled-already = 这处冲突已经裁定
sent-choose-side = 请选定生效的一方
sent-say-why = 请填写裁定理由
print-refused = 没有打印:{ $why }。办件没有改动。
tray-over = 这一件已经处理过了,或不在这里处理
edit-no-such-step = 没有这个环节
edit-no-code = 编码不合规
edit-not-saved = 有 { $count } 处需要更正, 没有保存
form-not-filed = 还不能提交,{ $count } 处需要更正。已填的都存着。
form-fault = { $label }:{ $message }

# Roles.
role-agent = 代办员
role-window = 窗口
role-handler = 承办人
role-reviewer = 审核人
role-approver = 批准人/首席代表
role-lead = 联办牵头
role-administrator = 中心管理员
role-supervisor = 监察员
role-complaints = 投诉受理
role-control-room = 监控室
role-legal = 法制审核
role-node = 系统

# Where a case stands.
phase-received = 已收件,待行政机关收到
phase-intake = 已收件,待受理
phase-correcting = 待补正
phase-accept = 待受理
phase-handle = 已受理,承办中
phase-review = 已受理,待审核
phase-approve = 已受理,待批准
phase-conclude = 已决定,待办结
phase-concluded = 已办结,待送达
phase-suspended = 特别程序,暂停计时
phase-delivered = 已送达
phase-archived = 已归档
phase-refused = 不予受理
phase-not-needed = 不受理(已告知)
phase-lapsed = 逾期未补正,已终结
phase-withdrawn = 申请人已撤回
phase-terminated = 已终止办理
phase-revoked = 许可已撤销
phase-retracted = 许可已撤回
phase-cancelled = 许可已注销
phase-contested = 存在冲突,待裁定

# What is done, and what is to be done, where the law's word for the act is too wide.
done-handle = 承办
done-review = 审核
done-unknown = 本版程序不认识的环节
to-do-handle = 承办
to-do-review = 审核
to-do-came-back = 核对退回的办理
together-visit = 联合踏勘
together-review = 联合审查
together-approval = 集中批准

# How far a record has come.
reached-here = 已存本机
reached-province = 已到省
reached-city = 已到市
reached-county = 已到县
reached-township = 已到镇
reached-village = 已到村

# Rules of supervision.
rule-case-limit = 时限监察
rule-step-limit = 环节时限监察
rule-legal-limit = 法定时限监察
rule-intake-limit = 受理监察
rule-lower-review-limit = 下级审查监察
rule-delivery-limit = 送达监察
rule-hearing-limit = 听证监察
rule-promise-check = 承诺核查监察
rule-suspension = 特别程序监察
rule-fee = 收费监察
rule-step-order = 环节完整性监察
rule-materials = 材料监察
rule-clock = 时限固化监察
rule-rating = 评价监察

# Fields of a form.
label-name = 申请人姓名或名称
label-id-number = 身份证号或统一社会信用代码
label-phone = 联系电话
label-representative = 法定代表人
label-incomplete = 材料不齐
label-address = 联系地址
label-id-kind = 证件种类
label-entrustment = 委托书编号
label-quantity = 数量
label-note = 备注

# Times, numbers and names.
short-time = { $month }月{ $day }日 { $minute }
names-more = { $names }等 { $count } 个
numbers-low = 文书编号只剩 { $left } 个，请管理员向上级申请新的号段。用完后不能收件和打印新文书，已存的不受影响。

# The left and the late of a limit.
due-late = 超时 { $late } · 应于 { $by } 前办结
due-left = 剩 { $left } · { $by } 前
due-provisional = { $by }(暂定)
due-minutes = { $n } 分钟
due-paused-papers = 暂停计时 · 待补正
due-paused-special = 暂停计时 · 特别程序
due-closed-late = 超时办结 · { $at } (期限 { $due })
due-closed-in-time = 按时办结 · { $at } (期限 { $due })
due-for-papers = { $at } 发出补正告知,自此不计时;补正材料收齐之日起重新计算。还差 { $count } 份材料:{ $missing }
due-for-procedures = { $stops }。期间不计入时限。
due-counted-from = 自 { $from } 起算:{ $since }
bucket-late = 已超时
bucket-today = 今日到期
bucket-one = 剩 1 个工作日
bucket-few = 剩 2 至 3 个工作日
bucket-many = 剩 4 个工作日以上
bucket-paused = 暂停计时

# Papers that came back to a place whose machine was put back.
back-paper = { $title } · { $applicant }
back-number-twice = 重号:{ $title }
back-other = 另一件:{ $name } · { $applicant }
back-twice = 本机曾恢复到较早的数据,恢复后不知道这个编号已经用过,又用在另一件上。两件都已留存,都照常办理;持件人报编号来问时,请按申请人或文书上的方码分清是哪一件,并告知两位当事人。
back-once = 本机曾恢复到较早的数据,当时不知道这份已经发出的文书;现已由其他节点送回,没有丢失。请与存根核对,并看此后是否重复办理。

# Acts that came back.
returned-known = 知道了
returned-invalid = 这一步不合规定,已留存,不生效。原因:{ $x }。请打开办件核对;如仍需办理,更正后重新办理。
returned-late = 这一步到达时,另一处的不同办理已被后续环节采用,因此不生效。已留存,不必重做;有异议请与该处联系。
returned-displaced = 这一步所依据的办理不生效,因此暂不生效。已留存;所依据的办理生效后自动生效,否则请按办件现状重新办理。
returned-void = 这一步与另一处的办理冲突,经裁定不生效。已留存;请按裁定继续,裁定内容见办件。

# What went wrong between places.
tray-use = 用“{ $value }”
tray-draft = 草稿:{ $name } · { $label }
tray-draft-two = 两处同时填了不同的内容。都保留着,什么都没有丢;请选定一个。
tray-choose-side = 几处互不知情,作了不同办理。都已留存,都不生效;请选定一方。
tray-in-conflict = 您的办理与另一处冲突。已留存,什么都没有丢;上级裁定前不生效,不必重做。
tray-aside = { $from } 发来的一条变更未被接收
tray-aside-why = 原因:{ $why }。原文已完整留存({ $bytes } 字节),没有影响任何办件;请与 { $from } 核对。
left-reason = 原代办员已不在本点任职

# A case in full.
case-read-only = 本件含有本版程序不认识的环节,在本点只能查看;请先升级本点程序。
case-left = 本件已于 { $at } 由{ $by } { $who }调整到{ $to }:{ $reason }。本点只保留调整时的内容,此后的办理情况请向该处查询。
case-alike = 同一申请人已有同一事项在办:{ $case }
case-desk = 窗口
case-desk-lane = 窗口
case-custody-returned = 已退还申请人
case-copies = { $n } 份
lane-denied = 已办结,不予
lane-granted = 已办结,准予
outcome-granted = 准予
outcome-with-phase = { $phase } · { $outcome }
outcome-denied = 不予
outcome-partly = 部分准予
done-granted = 决定准予
done-denied = 决定不予
offer-grant = { $what }:准予
offer-deny = { $what }:不予
lane-concluded = 已办结
lane-waiting = 等待:{ $x }
lane-now = 进行中:{ $x }
note-contested = 与另一处的办理互相冲突,裁定前不生效
note-late = 到达时另一处的办理已被后续环节采用,不生效。本次办理已留存,不必重录;后续环节有误的,可由当前环节承担单位退回重办
note-void = 经裁定不生效,理由见裁定一行。本次办理已留存;环节尚未办理的,可以重新办理
note-displaced = 所依据的办理尚未生效。不必重录:所依据的一经裁定生效,本次随之生效;裁定不生效的,须在现有办理之后重新办理
note-invalid = 不合规定,已留存,不生效({ $x })
note-unjudged = 所依据的目录版本尚未到达本点
note-unknown = 请升级本点程序
note-said-and-why = { $said }。{ $why }
contested-about = 几处互不知情,对同一环节作了不同办理。都已留存,都不生效,由{ $by }首席代表或联办牵头裁定。
finding-case-late = 整件超过承诺时限
finding-limit-missed = 已超过{ $limit }
finding-suspension-over = 告知书{ $notice }载明的特别程序时间已满而未结束,期限已恢复计算
finding-case-near = 整件临近承诺时限
finding-step-late = 环节超时:{ $step }
finding-step-near = 环节临近时限:{ $step }
finding-act = { $act }:{ $why }
finding-of = { $about }({ $owner })
room-title = { $name }联办监察室

# What may be done to a case.
offer-take = 移交给本点、待确认:{ $papers }
offer-hand = 本点现持有:{ $papers }
offer-press = 写入办理记录,不改变办件状态
offer-now = 现为:{ $now }
offer-version = 受理依据的目录版本
offer-version-receipt = 收件时的版本
offer-version-today = 今日有效的版本
offer-fee = 应收 { $money }
offer-opinion = 写入办理记录,各环节可见
offer-correct = 每行写一项,一次写全
offer-correct-lacking = 收件时尚缺,须全部写入:{ $missing }。一次告知全部内容,一行一项。
offer-resubmit = 每行写一项。还差 { $count } 份材料:{ $missing }
offer-refuse = 写明依据;不属本机关职权的,写明应向哪里申请
offer-hearing = 如 2026-12-01 09:00;须在 7 个工作日前通知,申请之日起 20 个工作日内举行
offer-side = { $place }:{ $acts }
offer-stand = 哪一处的办理生效
offer-reason = 裁定理由
danger-refuse = 不予受理后本件即终结,须把不予受理决定书交给申请人,不能撤回。
danger-grant = 将作出准予决定,出具{ $paper },申请人据此取得相应权利。
danger-deny = 将作出不予决定,出具载明法定事由的{ $paper },申请人可以依法申请行政复议或者提起行政诉讼。
danger-deny-later = 将作出不予决定,须把载明法定事由的决定书交给申请人,申请人可以依法申请行政复议或者提起行政诉讼。
danger-not-needed = 告知不受理后本件即终结,须把告知书当场交给申请人,并写明应向哪里申请。
danger-correct = 补正只能一次性告知:写下的就是全部,之后不得再要求其他材料。计时自告知起暂停。
danger-accept-lacking = 容缺受理后,申请人须在告知书写明的期限内补交:{ $papers }。
danger-supply = 确认已收到补交的全部材料:{ $papers }。
danger-suspend = 自告知书发出起停止计时,须把特别程序告知书交给申请人。
danger-extend = 只能延期一次,须把延长期限的理由书面告知申请人。
danger-end = 办理后本件即终结,不能恢复。
danger-regrant = 移出的地点不再持有本件;归属地及其上级尚未办完的环节由新归属地的同级单位接办。
danger-revoke = 许可即告终止,须把决定书送达被许可人。
danger-take-over = 接管后由本级受理,{ $from }不再受理本件。
danger-settle = 选定的一方生效,其余不再生效;记录全部留存。

# Items and forms.
item-kind-joint = 联办件
item-kind-at-once = 即办件
item-kind-promised = 承诺件
item-limit-joint = 联办承诺时限
item-limit-serial = 逐项办理法定时限合计
item-limit-lawful = 法定时限
item-material-form = { $form } { $copies } 份
item-material-if-any = 如有则提供
item-unit = 件
item-fee-per = { $money }/{ $unit }
form-id-kind = 不填 = 居民身份证,单位为统一社会信用代码
form-id-number = 18 位,可扫身份证;单位填统一社会信用代码
form-entrustment = 申请人签字的委托书编号
form-materials = 申请材料
form-incomplete = 材料不齐的也应当收件并出具凭证,由行政机关在五个工作日内一次性告知需要补正的全部内容。
form-incomplete-yes = 材料不齐,仍然收件
form-needed = 需 { $form },填收到的份数
form-other = 其他
form-quantity = 每{ $unit } { $money };不填为 1
element-reduction = 减 { $share }，依据：{ $basis }
element-status = 状态
element-status-delegated = { $status }到{ $tier }
element-status-not-in-force = { $status }，今日不在有效期内
element-proxy = 申请方式
element-proxy-none = 须申请人到场，不可代办
element-proxy-entrusted = 可代办，村里受委托受理，受理即起算
element-proxy-for-applicant = 可代办，村里代申请人送件，机关收到后起算
element-output = 结果
element-output-valid = { $output }，有效期 { $months } 个月，期满前 30 日申请延续
element-output-kind = { $name }（{ $kind }）
element-effective-from = 生效日期
element-effective-until = 失效日期
element-effective-until-day = { $until } 起不再有效
element-fee-basis = 收费依据
element-special = 特别程序
element-lower-review = 下级先行审查
element-lower-review-by = { $tier }先行审查，自其受理起 20 个工作日内
element-lapse = 逾期不补正
element-lapse-within = { $days }内不补正视为撤回申请
element-ask = 咨询
element-complain = 监督投诉
element-disclosure = 结果公开
element-disclosure-public = 公开；{ $basis }
element-disclosure-parties = 不公开，只告知当事人；{ $basis }

# Drafts of items.
edit-next-none = 要改事项, 由中心管理员在下面改好, 存为草稿
edit-next-draft = 无差错后由中心管理员送法制审核
edit-next-review = 等待法制审核人员审核, 起草人不能审核
edit-next-returned = 按审核意见修改, 存草稿后再送审: { $opinion }
edit-next-approved = 由中心管理员发布; 发布后各级收件按生效日期采用新版
edit-step-save = 存草稿
edit-step-send = 送法制审核
edit-step-approve = 审核通过
edit-step-return = 退回修改
edit-step-publish = 发布
edit-step-discard = 放弃草稿
edit-hint-json = JSON, 每行一条
edit-hint-words = 用逗号分开
edit-hint-date = 如 2027-01-01
edit-wrong-empty = 要填写
edit-wrong-number = 要填整数
edit-wrong-date = 要写成 2027-01-01 的日期
edit-wrong-choice = 请选一个
edit-none = 无
edit-proxy-for-applicant = 村里代申请人送件, 机关收到后起算
edit-proxy-entrusted = 村里受委托受理, 受理即起算
edit-group-approval = 行政审批
edit-group-convenience = 便民服务
edit-kind-licence = { $x }
edit-kind-confirmation = { $x }
edit-kind-benefit = { $x }
edit-kind-levy = { $x }
edit-kind-other-power = { $x }
edit-kind-public-service = { $x }
edit-name = 事项名称
edit-name-en = 英文名称
edit-pinyin = 名称拼音(仅在自动注音有误时填)
edit-kind = 事项类型
edit-group = 类别
edit-delegated-to = 下放到
edit-until = 失效日期
edit-legal-basis = 设定依据
edit-department = 责任部门编码
edit-handled-tier = 办理层级
edit-alt-handling = 其他办理层级
edit-filing-tiers = 收件层级
edit-lower-review = 下级先行审查
edit-proxy-allowed = 可以代办
edit-proxy-mode = 代办方式
edit-legal-days = 法定时限(工作日)
edit-instant = 即办件
edit-promised-days = 承诺时限(工作日)
edit-promised-minutes = 承诺时限(工作分钟)
edit-promise-label = 承诺时限文字
edit-steps = 环节(至多 8 个)
edit-materials = 申请材料
edit-fee = 收费(含标准、依据、减免)
edit-preconditions = 前置事项编码
edit-output = 结果
edit-specials = 特别程序
edit-lapse-days = 逾期不补正视为撤回(工作日)
edit-ask = 咨询渠道
edit-complain = 监督投诉渠道
edit-result-public = 结果公开
edit-disclosure-basis = 公开或不公开的依据

# The law as a table, and the states of a case as a picture.
law-stays = 不变
law-regime = 适用类别:{ $x }
law-line = { $act }: { $states } -> { $to }
law-line-by = 由谁办理: { $whose } ({ $roles })
law-line-guard = 条件或拒绝理由: { $x }
law-line-paper = 文书: { $x }
law-line-basis = 依据: { $x }
law-legend = { "." } 互不影响  X 冲突,待裁定  = 内容相同  < 行内一方为准  > 列内一方为准
law-columns = 列的次序与行相同。例外:
law-exception = { $one } / { $other }: { $why }
law-diagram = 办件状态图({ $x })
law-diagram-possible = 由此状态可以办理
law-diagram-leads = 办理后到此状态
law-diagram-several = 多步环节:仍在此阶段或前进
law-diagram-stay = 不改变状态的办理:{ $acts }
