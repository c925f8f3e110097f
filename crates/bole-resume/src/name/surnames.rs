//! Chinese surnames in use, so that a short first line is taken for a name only when it begins with one. Rare surnames not
//! listed here cost a person one field to type; a wrong guess would cost more.

/// Surnames of two characters.
const DOUBLE: &str = "欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|司空|令狐|端木|南宫|轩辕|独孤|呼延|西门|百里|东郭|闻人|公冶|太史|申屠|钟离|鲜于|闾丘|澹台|濮阳|淳于|单于|万俟|赫连|拓跋|纳兰";

/// Surnames of one character, the common ones first.
const SINGLE: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫阎段雷黎史龙陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤康易乔葛章文庞樊殷赖施洪兰安倪颜牛温季俞鲁葛华聂焦包向左柴管岳裴关齐伍辛饶翁柳苗梅鲍舒尤游甘卜盛涂邢成童冉耿翟单符盘房祁祝滕路宁霍鞠娄桂柯骆詹靳栾芦车佟冀褚缪臧巫宫屈阮穆项狄习晏冷艾应蒲屠查麦连解娄丛景沙鄢佘权仇桑池卓阳古匡闵荣喻隋尚敖谷苟占米凌蓝戚佟牟虞谈明宗瞿粟鹿竺隆籍喆𠮷";

/// Whether a name begins with a surname and has something after it.
pub(super) fn begins_with_surname(name: &str) -> bool {
    let mut chars = name.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let is_double = DOUBLE.split('|').any(|surname| name.starts_with(surname) && name.chars().count() > 2);
    is_double || (SINGLE.contains(first) && (1..=2).contains(&chars.count()))
}
