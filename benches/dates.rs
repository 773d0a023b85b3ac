//! Speed of the date tagger on prose of the density of news.

use dateline::article::Day;
use dateline::temporal::tag;
use divan::counter::BytesCount;

/// The allocator of the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Two paragraphs, written for this benchmark: one of dates, one with hardly any.
const NEWS: &str = "The council met on Tuesday to discuss the bridge, which has been closed since March 2024 after an \
    inspection found cracks in two of its piers. Officials said last month that repairs would take at least a year and \
    cost $4.5 million, and the mayor promised on Jan. 12 that buses would run every day until then.\n\n\
    Residents of the eastern bank complained that the detour through the old town is dangerous for children, that the \
    shops near the river have lost many of their customers, and that nobody in the town hall has answered their letters. \
    A spokeswoman for the works department declined to comment on the letters, but called the complaints understandable \
    and said that engineers were looking at a temporary crossing for pedestrians and cyclists beside the railway.\n\n";

#[divan::bench]
fn news(bencher: divan::Bencher<'_, '_>) {
    let text = NEWS.repeat(1 << 10);
    let anchor = Day::from_civil(2026, 1, 23);
    bencher.counter(BytesCount::of_str(&text)).bench(|| tag(divan::black_box(&text), None, anchor));
}

#[divan::bench(args = ["1", "on ", "May ", "the first ", "1,000,"])]
fn hostile(bencher: divan::Bencher<'_, '_>, piece: &str) {
    let text = piece.repeat((1 << 20) / piece.len());
    let anchor = Day::from_civil(2026, 1, 23);
    bencher.counter(BytesCount::of_str(&text)).bench(|| tag(divan::black_box(&text), None, anchor));
}
