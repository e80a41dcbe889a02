"""Readings of characters that have several, by the characters beside them.

They are for what the phrases of pypinyin do not cover. Each line is a reading, the ends of what
stands before and the beginnings of what stands behind; the first that fits is taken.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

__all__ = ["USUAL_READINGS", "context_reading"]

_CONTEXTS: Final = """
还 huan2 | 归 偿 退 返 奉 送 交 讨 放 |
还 huan2 | |
还 huan2 | | 款 钱 债 贷 清 账 帐 书 给 本 击 手 价 原
还 huan2 | | 愿 乡 俗 魂 礼 席 车 卡 息 信用卡 我钱 你钱 他钱 她钱
长 zhang3 | 增 助 滋 船 家 校 市 省 县 镇 乡 村 区 院 部 局 处 科 班 组 队 团 |
长 zhang3 | 营 连 排 师 军 会 社 厂 台 站 秘书 董事 州 议 首 行 |
长 zhang3 | | 大 者 辈 官 老 势 成 出 子 女 孙 得 胖 高 满 草 牙 毛 肉 相
重 chong2 | 双 多 三 几 两 层 |
重 chong2 | | 新 复 叠 逢 回 返 建 组 启 申 播 写 做 读 来 修
重 chong2 | | 整 围 唱 演 现 生 阳 庆 合 审 置 归 温 塑 录 拍
行 hang2 | 银 各 同 商 央 投 洋 琴 分 支 总 农 建 工 招 两 几 每 | 业 情 列 距 规 话 当 家 货 市 员
得 de2 | 获 取 所 赢 求 | 奖 分 到 出 知 失 票 名 主 意 益 罪 逞 天独厚
得 dei3 | 我 你 他 她 咱 们 就 还 都 也 总 可 必 非 只 又 才 谁 亟 还是 |
得 dei3 | | 等着 重新 马上 赶紧 赶快 好好 尽快 立刻 把 靠
得 de5 | 长 跑 说 写 做 打 唱 走 跳 吃 睡 来 想 玩 变 弄 搞 飞 过 干 学 开 |
都 du1 | 首 古 故 旧 成 帝 京 迁 定 建 奠 陪 | 市 城 督 江堰 柏林 灵
只 zhi1 | 一 二 三 四 五 六 七 八 九 十 百 千 万 两 几 半 每 这 那 船 | 身
数 shu3 | 倒 不胜 屈指可 | 数 一数 不清 不尽 完 落 着
种 zhong4 | 耕 栽 移 接 抢 | 树 地 田 花 菜 植 下 瓜 豆 草 粮 庄稼 水稻 果
教 jiao1 | 我 你 他 她 们 来 去 | 我 你 他 她 书 给 孩 课 唱 他们 大家
调 tiao2 | 空 协 烹 失 下 上 微 |
调 tiao2 | | 整 节 解 和 味 料 控 皮 制 试 价 低 高 色 配 休 理 教 侃 情 光 温 至 成
转 zhuan4 | 自 公 团团 绕 | 圈 盘 速 椅 转 悠
传 zhuan4 | 自 别 列 外 评 水浒 白蛇 英雄 | 记 略
当 dang4 | 上 适 恰 妥 典 得 | 作 真 铺 成
倒 dao3 | 病 跌 摔 打 绊 推 击 压 拉 颠 倾 晕 潦 昏 吹 | 闭 霉 塌 下 台 卖
倒 dao4 | 反 | 车 是 影 数 计时 退 茶 水 立 映 叙 流 挂 贴 装 过来 序
将 jiang1 | | 军
将 jiang4 | 大 中 少 上 名 老 主 猛 武 干 勇 | 领 士 帅 才
尽 jin3 | | 管 量 快 早 可能 先
尽 jin4 | | *
卷 juan4 | 试 考 案 答 问 画 阅 交 一 二 三 四 五 六 七 八 九 十 上 下 | 子 宗 首
累 lei2 | | 赘 斯顿 累
累 lei3 | 积 日 | 计 积 及 加
难 nan2 | 劫 | 逃
难 nan4 | 灾 苦 遇 受 患 磨 避 逃 落 罹 殉 国 海 空 责 刁 劫 危 | 民 友
强 qiang3 | 勉 牵 | 迫 求 词夺理 颜 人所难
切 qie4 | 一 亲 迫 密 关 急 确 贴 热 恳 深 殷 | 记 实 忌 身 勿 合
散 san3 | 松 懒 闲 零 | 文 漫 装 户 光 剂 打 曲 兵 件
舍 she3 | 取 施 割 难 | 得 弃 不得 己 命 身
少 shao4 | 老 恶 阔 | 年 女 儿 先队 爷 林 妇 校 尉 壮 男
省 xing3 | 反 内 自 猛 | 悟 亲
盛 cheng2 | | 饭 汤 满 水 着 放 装
塞 sai4 | 要 边 出 关 | 外 北 翁 尔 浦路斯 内加尔
塞 se4 | 堵 闭 阻 搪 充 淤 | 责
鲜 xian3 | 朝 | 为人知 有 见 少
相 xiang4 | 照 真 首 宰 长 丞 属 面 亮 洋 月 品 | 片 机 貌 声 册
兴 xing4 | 高 尽 扫 即 雅 助 余 败 | 趣 致 味 高采烈 冲冲
应 ying4 | 反 响 适 供 对 相 感 效 回 照 呼 顺 | 用 付 对 邀 聘 变 酬 急 试 战 景 验 和 运
载 zai3 | 记 刊 登 转 连 千 百 年 一 三 十 半 | 入
藏 zang4 | 西 宝 青 三 入 川 滇 援 进 | 族 区 语 文 獒 红花 传 历 医 药 羚羊 人
涨 zhang4 | | 红
着 zhao2 | 睡 找 点 够 猜 | 急 火 凉 迷 慌
着 zhuo2 | 沉 附 穿 衣 执 胶 土 | 手 重 陆 落 眼 装 想 色 力 实
朝 zhao1 | 今 明 一 | 夕 气 霞 三暮四 晖 露
称 chen4 | 对 匀 相 | 职 心
处 chu3 | 相 共 判 惩 | 理 于 分 罚 置 方 境 女 事 暑 决
担 dan4 | 重 挑 | 子
弹 tan2 | 动 反 评 | 琴 钢琴 奏 性 簧 力 唱 吉他 跳 劾
分 fen4 | 成 部 水 养 盐 过 身 名 缘 本 天 充 糖 | 子 量 外 内
缝 feng4 | 裂 门 墙 夹 牙 无 条 | 隙
供 gong4 | 口 招 翻 | 品 奉 词 养
冠 guan4 | 夺 | 军 名 以 词
好 hao4 | 爱 喜 嗜 癖 偏 | 奇 学 客 战 色 动 强 胜 斗 吃懒做 恶
和 huo4 | 搅 | 稀泥
横 heng4 | 蛮 专 骄 | 财 祸 死
划 hua2 | | 船 算 桨 水 拳 破 伤
会 kuai4 | | 计 稽
几 ji1 | 茶 | 乎 率 近
济 ji3 | 人才 | 南 济 宁 公
假 jia4 | 放 请 休 寒 暑 病 产 婚 年 度 事 长 销 例 春 | 期 日 条
间 jian4 | 离 反 | 接 隔 谍 断 歇 距 或 杂
降 xiang2 | 投 诈 归 劝 | 服 伏
角 jue2 | 主 配 口 名 女 男 丑 旦 | 色 斗 逐 力
结 jie1 | | 实 果 巴
解 jie4 | 押 | 送 元
禁 jin1 | 不 弱不 情不自 | 受 得住 不住
劲 jing4 | 强 刚 苍 疾 | 旅 敌 松 歌 骑
空 kong4 | 没 有 抽 填 得 亏 | 白 缺 闲 隙 格 余 地 额 档
量 liang2 | 测 丈 衡 商 打 估 思 | 体温 血压 尺寸 身高 角器 杯 了
笼 long3 | | 罩 络 统
蒙 meng3 | 内 外 | 古 语 族
磨 mo4 | 石 推 | 盘 坊 面 豆腐
模 mu2 | 字 | 样 具 板 子
宁 ning4 | | 愿 可 肯 死 缺
漂 piao4 | | 亮
漂 piao3 | | 白 染
铺 pu4 | 店 床 当 卧 商 上 中 下 | 位 子 面
曲 qu3 | 歌 乐 作 名 插 舞 戏 元 序 组 圆舞 进行 | 目 调 艺 子 谱
圈 juan4 | 猪 羊 牛 | 养
挑 tiao3 | | 战 衅 拨 起 逗 灯
吐 tu4 | 呕 上 | 血 泻
校 jiao4 | | 对 正 准 验 订 稿
要 yao1 | | 求 挟
与 yu4 | 参 | 会
晕 yun4 | 光 红 月 | 车 船 机 染
扎 zha2 | 挣 |
扎 za1 | 捆 包 | 辫 染 头发
占 zhan1 | | 卜 星
正 zheng1 | | 月 旦
症 zheng1 | | 结
中 zhong4 | 击 命 看 打 射 猜 选 相 切 言 | 奖 毒 暑 弹 风 计 标 意 招 枪 肯
钻 zuan4 | 电 | 石 戒 头 井 机
作 zuo1 | | 坊
参 shen1 | 人 海 党 西洋 |
薄 bo2 | 单 淡 浅 稀 微 厚 | 弱 利 命 膜 熙来
背 bei1 | | 包 负 着 书包 债 黑锅
奔 ben4 | 投 直 | 向 小康
便 pian2 | 大腹 | 宜
差 chai1 | 出 公 | 事 遣 使
差 cha1 | 误 偏 时 落 温 逆 顺 利 色 视 | 别 异 距 错 额 价 值 强人意
创 chuang1 | 重 刀 | 伤 可贴 口
发 fa4 | 头 理 毛 白 黑 金 染 烫 洗 护 秀 | 型 廊 夹 丝 胶 际
喝 he4 | 吆 | 彩 令 止
荷 he4 | 负 电 | 载 枪
给 ji3 | 供 补 自 配 | 予 养
率 shuai4 | 草 轻 坦 表 统 | 领 先 直 真 队
没 mo4 | 沉 淹 埋 吞 出 覆 | 收 落
奇 ji1 | | 数 偶
宿 xiu4 | 星 |
系 ji4 | | 鞋带 领带 安全带 上 好 着
乐 yue4 | 音 声 器 民 奏 弦 响 滚 士 管 配 | 器 曲 队 谱 坛 章 团 迷 评 手 府
露 lou4 | | 面 脸 馅 一手 怯
曾 zeng1 | | 祖 孙 国藩
肖 xiao4 | 生 惟妙惟 不 | 像
肖 xiao1 | | *
朴 pu3 | 淳 简 纯 质 俭 古 | 素 实 质
朴 piao2 | | *
什 shen2 | | 么
什 shi2 | | *
了 liao3 | 不 得 未 没完没 | 解 结 断 却 不起 如指掌 不得
葛 ge3 | 诸 |
卜 bo5 | 萝 |
卜 bu3 | | *
粘 zhan1 | | 贴 在 上 住 着 连 到
粘 nian2 | | *
帖 tie1 | 服 妥 |
帖 tie3 | | *
钉 ding4 | | 子弹 书 上 在 住
"""
USUAL_READINGS: Final[Mapping[str, str]] = {
    "仆": "pu2", "伺": "si4", "佛": "fo2", "俟": "si4", "切": "qie1", "刹": "cha4",
    "剌": "la4", "勒": "le4", "卷": "juan4", "吒": "zha4", "咥": "die2", "咽": "yan1",
    "圜": "yuan2", "埏": "yan2", "媛": "yuan2", "峒": "tong2", "崴": "wei1",
    "巂": "xi1", "幢": "zhuang4", "徼": "jiao4", "抡": "lun2", "拽": "zhuai4",
    "挣": "zheng4", "掖": "ye4", "掺": "chan1", "晃": "huang4", "晟": "sheng4",
    "曲": "qu3", "杓": "shao2", "杠": "gang4", "椎": "zhui1", "沓": "ta4",
    "泊": "bo2", "炔": "que1", "煞": "sha4", "琢": "zhuo2", "瑱": "tian4",
    "町": "ting3", "窨": "yin4", "纥": "he2", "缊": "yun4", "缪": "miu4",
    "翟": "zhai2", "耙": "pa2", "脯": "fu3", "舍": "she4", "艮": "gen4", "芾": "fu2",
    "苕": "tiao2", "茄": "qie2", "茜": "xi1", "葛": "ge3", "蕃": "bo1", "藉": "jie4",
    "蛤": "ge2", "蠡": "li3", "裨": "pi2", "轧": "zha2", "迤": "yi3", "铣": "xian3",
    "锔": "ju2", "阆": "lang4", "阏": "yan1", "阙": "que4", "陂": "bei1",
    "隗": "wei3", "隽": "jun4", "靓": "liang4", "颉": "xie2", "鹄": "hu2",
    "覃": "qin2", "龈": "yin2", "褪": "tui4",
}  # fmt: skip
"""Usual readings, where pypinyin takes another one outside its phrases. Counted in the development
part of the CPP dataset (see NOTICE).
"""
_ORDINARY: Final = {"教": "jiao4", "只": "zhi3", "都": "dou1", "地": "di4"}
"""Readings of a character that stands as a word by itself, where no context says otherwise."""
_BEFORE_FOR: Final = tuple(
    "是将会要能可以来去应正并而也都在愿只不就则便皆因专特必须请，还又常先再总想有让"
)
_BEHIND_FOR: Final = (*"我你他她它您们了此何人民这那谁大自咱客国祖孩家每所谓社各什", "父母")
_NUMERALS: Final = "零一二三四五六七八九十百千万亿两几"


@cache
def _contexts() -> dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]:
    contexts: dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {}
    for line in _CONTEXTS.strip().splitlines():
        head, before, behind = line.split("|")
        char, pinyin = head.split()
        contexts.setdefault(char, []).append((pinyin, tuple(before.split()), tuple(behind.split())))
    return contexts


def context_reading(run: str, at: int, word: tuple[int, int]) -> str | None:
    """Reading of the character at `at` of a run of hanzi; None to leave it to the dictionary.

    Args:
        run: Hanzi without a mark between.
        at: The character.
        word: Start and end of its word in the run.
    """
    char = run[at]
    for pinyin, before, behind in _contexts().get(char, ()):
        if behind == ("*",) or (before and run.endswith(before, 0, at)):
            return pinyin
        if behind and run.startswith(behind, at + 1):
            return pinyin
    if word[1] - word[0] > 1:
        return "de5" if char == "得" and word[0] < at < word[1] - 1 else None
    return _reading_alone(run, at)


def _reading_alone(run: str, at: int) -> str | None:
    """Reading of a character that is a word by itself."""
    char = run[at]
    if char == "为":
        return _for_or_as(run, at)
    if char == "得":
        return "de5" if at else "de2"
    if char == "地" and at > 1 and run[at - 1] not in _NUMERALS and at + 1 < len(run):
        return "de5"
    return _ORDINARY.get(char)


def _for_or_as(run: str, at: int) -> str:
    """为 is wéi, "is", behind a noun, and wèi, "for", elsewhere."""
    behind = run[at + 1 : at + 2]
    if at == 0 or behind in _BEHIND_FOR:
        return "wei4"
    if behind and behind in _NUMERALS:
        return "wei2"
    return "wei4" if run.endswith(_BEFORE_FOR, 0, at) else "wei2"
