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
