# What a printed paper says under its seal.

paper-mark-preview = 未打印
paper-mark-again = 补打
paper-mark-for-reading = 仅供查看
paper-applicant = 申请人
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
