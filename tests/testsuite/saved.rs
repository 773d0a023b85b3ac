//! Pages as content systems, archives and programs that save pages write them: title, authors, day, outlet, address and body come out.
//!
//! The first line of each file under `saved/` says what must come out; authors are parted by bars, `also` names by its beginning a
//! paragraph that may stand in the body, too, `body` the language of the story that fills the place in the page.

use crate::layouts::read;
use std::{collections::HashMap, fs, path::Path};

const ENGLISH: [&str; 4] = [
    "The council of Harwick voted on the plan after a debate of four hours, and nobody who sat in the hall that night will forget it soon.",
    "Supporters said that the harbour needs deeper berths, and opponents feared for the old fish market, which has stood there since anyone can remember.",
    "The mayor promised to publish the whole plan before the summer, with the figures that the committee on money had asked for in vain.",
    "A second report, on noise, will be read to the committee next, whose members come from all parties and from the port authority.",
];
const JAPANESE: [&str; 4] = [
    "ハーウィック市議会は四時間にわたる議論の末、新しいフェリーターミナルの計画を可決した。傍聴席にいた人々は、この夜のことを長く忘れないだろう。",
    "賛成派は港にはより深い岸壁が必要だと述べ、反対派は昔からそこにある魚市場の行方を心配している。",
    "市長は、財政委員会が求めてきた数字を含む計画の全文を、夏までに公表すると約束した。",
    "騒音に関する第二の報告書は、次回の委員会で読み上げられる予定で、委員は全会派と港湾局から選ばれている。",
];
const CHINESE: [&str; 4] = [
    "哈里克市议会经过四个小时的辩论，通过了新轮渡码头的计划，当晚坐在大厅里的人都不会很快忘记这一幕。",
    "支持者说港口需要更深的泊位，反对者则为一直在那里的老鱼市场的命运感到担心。",
    "市长承诺在夏天之前公布整个计划，包括财政委员会一直要求而没有得到的数字。",
    "关于噪音的第二份报告将在下一次委员会会议上宣读，委员来自各个党派和港务局。",
];
const KOREAN: [&str; 4] = [
    "하윅 시의회는 네 시간에 걸친 토론 끝에 새 여객선 터미널 계획을 통과시켰으며, 그날 밤 회의장에 있던 사람들은 쉽게 잊지 못할 것이다.",
    "찬성하는 쪽은 항만에 더 깊은 선석이 필요하다고 말했고, 반대하는 쪽은 오래된 어시장의 앞날을 걱정했다.",
    "시장은 재정위원회가 요구해 온 수치를 포함한 계획 전체를 여름 전에 공개하겠다고 약속했다.",
    "소음에 관한 두 번째 보고서는 다음 위원회에서 낭독될 예정이며 위원들은 모든 정당과 항만청에서 나온다.",
];

const ARABIC: [&str; 4] = [
    "صوت مجلس هارويك على الخطة بعد نقاش استمر أربع ساعات، ولن ينسى أحد ممن جلسوا في القاعة تلك الليلة قريبا، كما قال أحد الحاضرين للصحيفة.",
    "وقال المؤيدون إن الميناء يحتاج إلى أرصفة أعمق، بينما خشي المعارضون على سوق السمك القديم الذي يقف هناك منذ زمن طويل جدا.",
    "ووعد رئيس البلدية بنشر الخطة كاملة قبل الصيف، مع الأرقام التي طلبتها لجنة المال دون جدوى خلال الأشهر الماضية.",
    "وسيقرأ تقرير ثان عن الضوضاء أمام اللجنة المقبلة، التي يأتي أعضاؤها من جميع الأحزاب ومن سلطة الميناء في المدينة.",
];

/// What is wrong with what comes out of a page.
fn faults(text: &str) -> Vec<String> {
    let (head, page) = text.split_once('\n').unwrap();
    let head = head.trim_start_matches("<!-- ").trim_end_matches(" -->");
    let wanted: HashMap<&str, &str> = head.split("; ").filter_map(|field| field.split_once('=')).collect();
    let body = match wanted.get("body") {
        Some(&"ja") => JAPANESE,
        Some(&"zh") => CHINESE,
        Some(&"ko") => KOREAN,
        Some(&"ar") => ARABIC,
        _ => ENGLISH,
    };
    let paragraphs: String = body.iter().map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
    let record = read(&page.replace("{body}", &paragraphs).replace("{lines}", &body.join("<P>")));
    let also: Vec<&str> = wanted.get("also").map_or(Vec::new(), |also| also.split('|').collect());
    let story: Vec<&str> =
        record.text.split("\n\n").filter(|part| !also.iter().any(|also| part.starts_with(also))).collect();
    let day = record.published.map_or(String::new(), |published| published.day.to_string());
    let found = [
        ("title", record.title),
        ("authors", record.authors.join("|")),
        ("day", day),
        ("source", record.source.unwrap_or_default()),
        ("url", record.url.unwrap_or_default()),
    ];
    let mut faults: Vec<String> = found
        .iter()
        .filter(|(key, value)| wanted[key] != value)
        .map(|(key, value)| format!("{key} is {value:?}, not {:?}", wanted[key]))
        .collect();
    if story != body {
        faults.push(format!("body is {story:#?}"));
    }
    faults
}

#[test]
fn saved_pages_give_their_fields() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/testsuite/saved");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 30, "{}", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let faults = faults(&fs::read_to_string(&path).unwrap());
        wrong.extend(faults.iter().map(|fault| format!("{}: {fault}", path.file_stem().unwrap().display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
