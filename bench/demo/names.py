"""Names and phone numbers of people who do not exist."""

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭"
    "萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴"
    "贾韦夏邱方侯邹熊孟秦白江单仇解"
)
WOMEN = (
    "敏", "静", "丽", "淑芬", "秀英", "桂兰", "婷婷", "雪梅",
    "晓燕", "佳怡", "欣", "思琪", "雅琴", "玉珍", "美玲", "红霞",
)  # fmt: skip
MEN = (
    "伟", "强", "建国", "志明", "国庆", "海涛", "文博", "浩",
    "俊杰", "立成", "大勇", "德才", "鹏", "永强", "家豪", "明远",
)  # fmt: skip
# Ranges of numbers that carriers give to test lines look odd; these look like anybody's and are masked on every page.
PREFIXES = ("135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "186", "188")


class Names:
    """Names without a repeat inside one company's staff, phones without a repeat at all."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._names: set[str] = set()
        self._phones: set[str] = set()

    def person(self) -> tuple[str, bool]:
        """(name, whether a woman)."""
        woman = self._random.random() < 0.5
        return self._random.choice(SURNAMES) + self._random.choice(WOMEN if woman else MEN), woman

    def staff(self) -> str:
        """A name that no colleague has."""
        while True:
            name, _woman = self.person()
            if name not in self._names:
                self._names.add(name)
                return name

    def taken(self, name: str) -> str:
        """Keep a given name from being drawn again."""
        self._names.add(name)
        return name

    def phone(self) -> str:
        """An E.164 mobile number that nobody else has."""
        while True:
            number = f"+86{self._random.choice(PREFIXES)}{self._random.randrange(10**8):08d}"
            if number not in self._phones:
                self._phones.add(number)
                return number


def salutation(name: str, woman: bool, old: bool) -> str:
    """How the desk addresses somebody: 刘阿姨, 陈先生."""
    return name[0] + (("阿姨" if old else "女士") if woman else ("师傅" if old else "先生"))
