# What a printed paper says under its seal.

paper-mark-preview = 未打印
paper-mark-again = 补打
paper-mark-for-reading = 仅供查看
paper-applicant = 申请人
paper-address = 住址（住所）
paper-representative = 法定代表人
paper-id-number = 证件号码
paper-item = 申请事项
paper-case-number = 办件编号
paper-mode = 收件方式
paper-mode-window = 窗口收件
paper-mode-entrusted = 受托收件
paper-mode-for-applicant = 代申请人提交
paper-received = 收件时间
paper-promised = 承诺时限
paper-fee = 收费
paper-no-fee = 不收费
paper-newer-edition = 这份文书是用更新版本的程序打印的，本机没有该版用语，以下按本机用语显示，仅供查看。补打请先升级本机。

# Dates, money and limits.
paper-day = { $year }年{ $month }月{ $day }日
paper-time = { $date } { $minute }
paper-money = { $yuan } 元
paper-at-once = 即办
paper-minutes = { $minutes } 分钟
paper-half-days = { $days } 个工作日
paper-days = { $n } 个工作日

# What all papers begin with.
paper-opening = 你（单位）于{ $on }提出的{ $item }申请，

# The receipt.
paper-receipt-intro = 下列材料已收到。本凭证不是受理通知书：是否受理，由行政机关依法决定并另行告知。
paper-receipt-lacking = 收件时尚缺：{ $papers }。
paper-receipt-limit-for-applicant = 本点受申请人委托代为提交材料，办理时限自行政机关收到材料之日起计算。
paper-receipt-limit = 办理时限自收件之日起依法计算。
paper-silence = 申请材料不齐全或者不符合法定形式的，行政机关当场或者在五个工作日内一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理。
paper-silence-item = 申请材料不齐全或者不符合规定形式的，当场或者在五个工作日内一次告知需要补正的全部内容。

# What is missing.
paper-correct-intro = { $opening }经审查，申请材料不齐全或者不符合法定形式。依照《中华人民共和国行政许可法》第三十二条第一款第（四）项的规定，现一次性告知需要补正的全部内容，共 { $count } 项：
paper-correct-intro-item = { $opening }经审查，申请材料不齐全或者不符合规定形式。现一次性告知需要补正的全部内容，共 { $count } 项：
paper-correct-all = 以上为需要补正的全部内容，补正后不再要求提供其他材料。补正材料收齐之日起计算办理时限。
paper-correct-lapse = 请最迟于{ $until }补正（自告知之日起 { $days } 个工作日）；逾期不补正的，依照该事项的规定终结办理。
paper-correct-open = 该事项没有规定补正的最后期限，不因逾期而终结；请尽快补正，材料收齐之前办理时限不开始计算。

# Acceptance, and what is not accepted.
paper-accept-deemed = { $opening }本机关自收到申请材料之日起五个工作日内没有告知需要补正的内容。依照《中华人民共和国行政许可法》第三十二条第一款第（四）项的规定，自收到申请材料之日（{ $from }）起即为受理（视为受理）。
paper-accept-intro = { $opening }属于{ $authority }职权范围，申请材料齐全、符合法定形式。依照《中华人民共和国行政许可法》第三十二条第一款第（五）项的规定，现予受理。
paper-accept-intro-item = { $opening }属于{ $authority }职权范围，申请材料齐全、符合规定形式（依据：{ $law }），现予受理。
paper-this-authority = 本机关
paper-accept-limits = 承诺时限{ $promised-days }，自{ $from }起计算（当日不计入），于{ $promised }前作出决定；法定时限{ $legal-days }，自受理之日（{ $accepted }）起计算，至{ $legal }届满。
paper-provisional = { $date }（暂定，以国务院公布的放假安排为准）
paper-silence-remedies = 逾期未作出决定的，依照《中华人民共和国行政复议法》第二十三条第一款第（三）项的规定，应当自法定时限届满之日起六十日内先向{ $reviewer }申请行政复议；对复议决定不服的，自收到复议决定书之日起十五日内，复议机关逾期不作决定的，自复议期满之日起十五日内，可以依法向人民法院提起行政诉讼。
paper-accept-special = 依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在内，本机关将另行书面告知。
paper-lacking-intro = { $opening }主要材料齐全，次要材料可以容缺，现予受理。
paper-lacking-papers = 需要补交的材料：{ $papers }。
paper-lacking-until = 请于{ $until }前补交。补交前不作出准予决定；逾期未补交的，可以终止办理。
paper-promise-intro = { $opening }本机关已书面告知下列条件、标准和要求：
paper-promise-consequence = 申请人承诺符合上述条件、标准和要求。本机关据此作出决定，并在决定后进行核查；承诺不实的，依法撤销决定，并记入信用记录。
paper-promise-signed = 承诺人：{ $text }
paper-inspect-intro = { $opening }现就申请材料的实质内容进行核查，制作本笔录。
paper-inspect-by = 核查人员：{ $officers }。核查时间：{ $at }。
paper-inspect-found = 核查情况：{ $text }
paper-notice-text = { $text }
paper-notice-shown = 公示地点：{ $venue }。公示时间：{ $from }至{ $until }。
paper-notice-objections = 对公示内容有异议的，可以在公示期内向本单位书面或者当面提出。
paper-accept-special-item = 依法需要进行的特别程序，所需时间不计算在内，另行书面告知。
paper-not-needed-intro = { $opening }经审查，依法不需要取得行政许可。依照《中华人民共和国行政许可法》第三十二条第一款第（一）项的规定，即时告知不受理。
paper-not-needed-intro-item = { $opening }经审查，依法不需要办理，即时告知不受理。
paper-not-needed-reasons = 说明：{ $text }
paper-refuse-intro = { $opening }经审查，决定不予受理。
paper-refuse-reasons = 说明和应当向哪里申请：{ $text }
paper-ground = 事由和依据：{ $cause }（{ $basis }）。
paper-law-licensing = 《中华人民共和国行政许可法》{ $articles }
paper-law-none = 有关规定
paper-article = 第{ $n }条
paper-article-paragraph = 第{ $n }款
paper-article-item = 第（{ $n }）项

# More time, and time that does not count.
paper-extend-intro = { $opening }不能在规定的期限内作出决定。经本机关负责人批准（批准文号：{ $approval }），依照《中华人民共和国行政许可法》第四十二条第一款的规定，办理期限延长 { $days } 个工作日。
paper-extend-intro-item = { $opening }不能在规定的期限内作出决定。经批准（批准文号：{ $approval }），依照{ $law }，办理期限延长 { $days } 个工作日。
paper-extend-intro-joint = { $opening }不能在规定的期限内作出决定。经本级人民政府负责人批准（批准文号：{ $approval }），依照《中华人民共和国行政许可法》第四十二条第二款的规定，办理期限延长 { $days } 个工作日。
paper-extend-reasons = 延长期限的理由：{ $text }
paper-extend-due = 延长后的法定办理期限于{ $on }届满。
paper-extend-open = 正在进行特别程序，延长后的期限待其结束后顺延计算。
paper-special-intro = { $opening }办理中依法需要进行{ $cause }（特别程序），所需时间为 { $days } 个工作日，自{ $from }起算。
paper-special-time = 依照《中华人民共和国行政许可法》第四十五条的规定，上述时间不计算在办理期限内。特别程序结束或者上述时间届满后，办理期限继续计算；确需更多时间的，另行书面告知。
paper-special-time-item = 上述时间不计算在办理期限内。特别程序结束或者上述时间届满后，办理期限继续计算；确需更多时间的，另行书面告知。

# Hearings, and the right to speak.
paper-hearing-right-intro = { $opening }经审查，本机关拟作出如下决定。
paper-intended-reasons = 拟作出的决定和理由：{ $text }
paper-hearing-terms = 依照《中华人民共和国行政许可法》第四十七条的规定，申请人、利害关系人享有要求听证的权利。要求听证的，应当在被告知听证权利之日起五个工作日内提出；本机关在二十个工作日内组织听证。逾期不提出的，视为放弃听证权利。
paper-hearing-terms-until = 依照《中华人民共和国行政许可法》第四十七条的规定，申请人、利害关系人享有要求听证的权利。要求听证的，应当在被告知听证权利之日起五个工作日内（{ $until }前）提出；本机关在二十个工作日内组织听证。逾期不提出的，视为放弃听证权利。
paper-hearing-free = 申请人、利害关系人不承担行政机关组织听证的费用。
paper-hearing-notice-intro = { $opening }应申请人、利害关系人的要求，本机关依照《中华人民共和国行政许可法》第四十八条的规定举行听证。现将有关事项通知如下：
paper-hearing-notice-on = 1. 听证时间：{ $on }
paper-hearing-notice-venue = 2. 听证地点：{ $venue }
paper-hearing-notice-host = 3. 听证主持人：{ $host }（不是审查该申请的工作人员）
paper-hearing-notice-rights = 听证公开举行，涉及国家秘密、商业秘密或者个人隐私的除外。申请人、利害关系人认为主持人与该事项有直接利害关系的，有权申请回避；可以提出证据，并进行申辩和质证。听证应当制作笔录，本机关根据听证笔录作出决定。
paper-hearing-record-held = 听证时间：{ $on }。听证地点：{ $venue }。听证主持人：{ $host }。
paper-hearing-record-about = 听证事由：{ $text }
paper-hearing-record-said = 笔录：{ $text }
paper-hearing-record-signed = 签字人：{ $text }
paper-hearing-record-end = 本笔录交听证参加人确认无误后签字或者盖章。依照《中华人民共和国行政许可法》第四十八条的规定，本机关根据听证笔录作出决定。
paper-statement-intro = { $opening }经审查，该事项可能直接关系他人重大利益。
paper-statement-rights = 依照《中华人民共和国行政许可法》第三十六条的规定，申请人、利害关系人有权进行陈述和申辩，请在本机关作出决定之前提出。本机关听取申请人、利害关系人的意见，不因陈述、申辩作出对其不利的处理。

# The decision, and how a case ends.
paper-decided-on-record = 本决定根据{ $held }听证的笔录作出。
paper-approved-by = 批准人：{ $name }
paper-grant-intro = { $opening }经审查，符合法定条件、标准。依照《中华人民共和国行政许可法》第三十八条第一款的规定，决定准予行政许可。
paper-grant-intro-item = { $opening }经审查，符合规定条件。依照{ $law }，决定准予办理。
paper-grant-intro-benefit = { $opening }经审查，符合规定条件。依照{ $law }，决定准予给付。
paper-grant-intro-confirmation = { $opening }经审查，符合规定条件。依照{ $law }，决定予以确认。
paper-grant-intro-filing = { $opening }经审查，材料齐全、符合规定形式。依照{ $law }，予以备案。
paper-grant-what = 准予许可的内容：{ $name }，颁发{ $output }。
paper-grant-what-item = 准予的内容：{ $name }。结果：{ $output }。
paper-grant-valid-until = 有效期：自决定之日起至{ $until }。需要延续的，应当在有效期届满三十日前向本机关提出申请。
paper-grant-valid = 有效期：长期有效。
paper-grant-reasons = 决定理由：{ $text }
paper-grant-handed-over = 依照《中华人民共和国行政许可法》第四十四条的规定，自作出决定之日起十个工作日内向你（单位）颁发、送达证件。
paper-grant-handed-over-item = 结果由收件窗口送达你（单位）。
paper-deny-intro = { $opening }经审查，不符合法定条件、标准。依照《中华人民共和国行政许可法》第三十八条第二款的规定，决定不予行政许可。
paper-deny-intro-item = { $opening }经审查，不符合规定条件。依照{ $law }，决定不予办理。
paper-deny-intro-benefit = { $opening }经审查，不符合规定条件。依照{ $law }，决定不予给付。
paper-deny-intro-confirmation = { $opening }经审查，不符合规定条件。依照{ $law }，决定不予确认。
paper-deny-intro-filing = { $opening }经审查，不符合规定条件。依照{ $law }，不予备案。
paper-deny-reasons = 理由：{ $text }
paper-result-intro = { $opening }已经办结，现将办理结果告知如下：
paper-result-done = { $name }：已办结。结果：{ $output }
paper-withdraw-intro = { $opening }现请求撤回。本机关尚未作出决定，准予撤回，本件终结办理。
paper-withdraw-said = 说明：{ $text }
paper-withdraw-again = 材料原件退还申请人。需要办理的，可以重新申请。
paper-terminate-lapsed = { $opening }本机关已于{ $asked }一次性告知需要补正的全部内容，你（单位）逾期没有补正。依照该事项的规定，终止办理。
paper-terminate-again = 材料齐全后可以重新申请。
paper-terminate-intro = { $opening }因出现依法应当终止办理的情形，决定终止办理。
paper-basis-and-reasons = 说明：{ $text }

# What becomes of a licence later.
paper-output = { $output }（编号：{ $number }）
paper-change-intro = 你（单位）申请变更{ $output }，经审查，符合法定条件、标准。依照《中华人民共和国行政许可法》第四十九条的规定，决定准予变更，依法办理变更手续。
paper-change-intro-item = 你（单位）申请变更{ $output }，经审查，符合规定条件。依照{ $law }，决定准予变更。
paper-change-office = 为了公共利益的需要，决定变更你（单位）的{ $output }。由此造成财产损失的，依法给予补偿。
paper-deny-change-intro = 你（单位）申请变更{ $output }，经审查，决定不予变更。
paper-deny-renewal-intro = 你（单位）申请延续{ $output }的有效期，经审查，决定不予延续。
paper-refund = 你（单位）已缴纳{ $paid }（票据号：{ $voucher }），现全额退还。退费凭证号：{ $refund }。
paper-change-said = 变更内容：{ $text }
paper-renew-deemed = 你（单位）在有效期届满三十日前申请延续{ $output }，本机关在有效期届满前没有作出决定。依照《中华人民共和国行政许可法》第五十条第二款的规定，视为准予延续。
paper-renew-intro = 你（单位）申请延续{ $output }的有效期，经审查，依照《中华人民共和国行政许可法》第五十条的规定，决定准予延续。
paper-renew-intro-item = 你（单位）申请延续{ $output }的有效期，经审查，依照{ $law }，决定准予延续。
paper-renew-until = 延续后的有效期至{ $until }。
paper-renew-reasons = 理由：{ $text }
paper-revoke-intro = 经审查，决定撤销你（单位）的{ $output }。
paper-revoke-damages = 你（单位）的合法权益因此受到损害的，依法给予赔偿。
paper-revoke-fraud = 基于上述准予决定取得的利益不受保护。
paper-retract-intro = 为了公共利益的需要，决定撤回你（单位）的{ $output }。
paper-retract-compensation = 由此给你（单位）造成财产损失的，本机关依法给予补偿。
paper-cancel-intro = 决定办理你（单位）{ $output }的注销手续，自本决定作出之日起注销。

# How a decision is had reviewed.
paper-remedies = 如不服本决定，可以自收到本决定书之日起六十日内依法向{ $reviewer }申请行政复议，也可以自收到本决定书之日起六个月内依法向{ $court }提起行政诉讼。
paper-reviewer-above = 上一级主管部门
paper-reviewer-government = { $place }人民政府
paper-reviewer-either = { $government }或者上一级司法行政部门
paper-court-basic = { $place }人民法院
paper-court-middle = { $place }中级人民法院
paper-court-competent = 有管辖权的基层人民法院

# Delivery, hand-overs, agents.
paper-delivery-said = 受送达人：{ $recipient }。送达方式：{ $how }。送达时间：{ $at }。送达人：{ $by }。
paper-custody = 下列材料原件已经交接，双方当面核对无误。未经确认接收的，仍由移交方负责保管。
paper-entrust-intro = 委托人{ $applicant }因申请办理{ $item }，依照《中华人民共和国行政许可法》第二十九条第二款的规定，委托{ $agent }为代办人。委托书编号：{ $number }。
paper-entrust-intro-item = 委托人{ $applicant }因申请办理{ $item }，委托{ $agent }为代办人。委托书编号：{ $number }。
paper-entrust-powers = 委托事项和权限：代为提交申请材料、补正材料，代收有关文书和证件，查询办理进度。依法应当由本人到场办理的，不得代办。
paper-entrust-free = 代办不收取任何费用；依法应当缴纳的费用由委托人承担，代办人只代为缴纳。

# Lists.
paper-table-material = 材料名称
paper-table-copies = 份数
paper-table-copies-of = { $copies } 份
paper-table-originals = 交接材料原件
paper-table-original = 材料名称
paper-table-given-by = 移交方
paper-table-held-by = 现保管方
paper-table-applicant = 申请人
paper-table-offered = { $holder }（已交{ $to }，待确认）
paper-table-delivered = 送达文书
paper-table-paper = 文书名称
paper-table-number = 文号

# Strips to be filled in by hand; no seal covers them.
paper-strip-signatures = 签字
paper-strip-given-by = 移交人
paper-strip-taken-by = 接收人
paper-strip-handed-at = 交接时间
paper-strip-principal = 委托人
paper-strip-agent = 代办人
paper-strip-date = 日期
paper-strip-host = 主持人
paper-strip-recorder = 记录人
paper-strip-applicant = 申请人
paper-strip-concerned = 利害关系人
paper-strip-signed-for = 签收
paper-strip-recipient-signs = 受送达人签名或者盖章
paper-strip-signed-at = 签收时间
paper-strip-taken-by-another = 代收人及代收理由
paper-strip-delivered-by = 送达人
paper-strip-witness = 见证人
paper-strip-not-taken = 拒收事由
paper-strip-receipt = 送达回执
paper-strip-recipient = 受送达人
paper-strip-how = 送达方式
paper-strip-when = 送达时间
paper-strip-signer = 签收人

# What is said of the code on a paper.
seal-word-genuine = 真实
seal-word-not-genuine = 不真实
seal-word-unknown = 无法判断
seal-word-unreadable = 读不出来
seal-genuine = 由{ $names }出具,二维码未被改动。
seal-genuine-same-text = 由{ $names }出具,二维码未被改动,文字与出具时一致。
seal-other-text = 二维码由{ $names }出具,但所附文字与出具时不同。
seal-unknown = 所用名录中没有出具节点({ $node })的公钥。
seal-forged = 签名不符,二维码不是所称的节点出具的,或者被改动过。
seal-fault-too-long = 内容过长。
seal-fault-form = 不是本系统文书的二维码,或者版本更新。
seal-fault-text = 有读错或者缺少的字符,请重新扫描。
seal-fault-damaged = 内容不完整,请重新扫描。
seal-fault-suite = 使用了本版程序不认识的签名算法。
seal-paper = 文书
seal-number = 文号
seal-date = 日期
seal-issuer = 出具
seal-issuer-at = { $name }({ $place })
seal-node = 节点
seal-names-more = { $names }等{ $count }处
seal-unknown-paper = 本版程序不认识的文书({ $paper })
