//! The characters of a PDF's pages with their places, in the order in which they are drawn.

use crate::formats::{ReadError, ReadErrorKind};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RenderContent, SoftMask, TransformExt,
    font::{Glyph as Drawn, GlyphRun},
    hayro_cmap::BfString,
    hayro_syntax::Pdf,
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect, Vec2},
};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Pages of one document, at most.
const MOST_PAGES: usize = 20_000;

/// Things drawn in one document, at most: forms that draw forms can be a short file and an endless page.
const MOST_DRAWN: usize = 20_000_000;

/// Characters back to which the second drawing of a text is recognised.
const LONGEST_ECHO: usize = 100;

/// A character on a page. Distances are in points; y grows downwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// Where it begins on its line.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    /// How far it reaches.
    pub width: f64,
    /// Height of its font.
    pub size: f64,
    /// What it stands for; a ligature is several characters.
    pub text: String,
}

/// Draws all pages and notes their characters.
///
/// # Errors
/// When there are too many pages or things on them, or the interpreter fails.
pub(super) fn pages(document: &Pdf) -> Result<Vec<Vec<Glyph>>, ReadError> {
    pages_within(document, MOST_DRAWN)
}

/// Draws all pages; more than `most` things on them are an error.
fn pages_within(document: &Pdf, most: usize) -> Result<Vec<Vec<Glyph>>, ReadError> {
    let pages = document.pages();
    if pages.len() > MOST_PAGES {
        return Err(ReadError::new(ReadErrorKind::Limit, format!("more than {MOST_PAGES} pages")));
    }
    let cache = InterpreterCache::new();
    let mut found = Vec::with_capacity(pages.len());
    let mut drawn = 0;
    for (at, page) in pages.iter().enumerate() {
        let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, area, &cache, document.xref(), settings);
        let mut device = Collector { glyphs: Vec::new(), drawn, most };
        let outcome = catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut device)));
        if let Err(cause) = outcome {
            let place = format!("page {}", at + 1);
            return Err(if cause.is::<TooMuch>() {
                ReadError::new(ReadErrorKind::Limit, format!("more than {most} things are drawn")).at(&place)
            } else {
                ReadError::new(ReadErrorKind::Malformed, "the page cannot be interpreted").at(&place)
            });
        }
        drawn = device.drawn;
        found.push(device.glyphs);
    }
    Ok(found)
}

/// Why the drawing was broken off.
struct TooMuch;

/// Notes characters and nothing else.
struct Collector {
    glyphs: Vec<Glyph>,
    drawn: usize,
    most: usize,
}

impl Collector {
    /// Counts a thing that is drawn. A device cannot refuse; unwinding is the way out of a page without end.
    fn count(&mut self) {
        self.drawn += 1;
        if self.drawn > self.most {
            resume_unwind(Box::new(TooMuch));
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.count();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.count();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.count();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for positioned in run.glyphs() {
            self.count();
            let text = match positioned.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => continue,
            };
            let advance = match &**positioned {
                Drawn::Outline(glyph) => glyph.advance_width(),
                Drawn::Type3(glyph) => glyph.advance_width(),
            };
            let transform = props.transform * positioned.transform();
            if let Some(glyph) = place(transform, f64::from(advance.unwrap_or(500.0)), text) {
                // Text that is filled and stroked is drawn twice, and so is what should look bold.
                let twice = self.glyphs.iter().rev().take((run.glyphs().len() + 1).min(LONGEST_ECHO)).any(|known| {
                    known.text == glyph.text
                        && (known.y - glyph.y).abs() < glyph.size * 0.1
                        && (known.x - glyph.x).abs() < glyph.size * 0.1
                });
                if !twice {
                    self.glyphs.push(glyph);
                }
            }
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.count();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// A character by its transform from the font's thousandths to the page; none for what does not stand upright.
fn place(transform: Affine, advance: f64, text: String) -> Option<Glyph> {
    let origin = transform * Point::ZERO;
    let along: Vec2 = transform * Point::new(advance, 0.0) - origin;
    let size = (transform * Point::new(0.0, 1000.0) - origin).hypot();
    let upright = along.x >= 0.0 && along.y.abs() <= along.x.abs().max(size * 0.05);
    let sane = [origin.x, origin.y, along.x, size].iter().all(|value| value.is_finite() && value.abs() < 1e6);
    (upright && sane && size > 0.1).then_some(Glyph { x: origin.x, y: origin.y, width: along.x, size, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_stand_upright_or_not_at_all() {
        let glyph = place(Affine::new([0.012, 0.0, 0.0, -0.012, 72.0, 90.0]), 500.0, "a".to_owned()).unwrap();
        assert_eq!((glyph.x, glyph.y, glyph.width, glyph.size), (72.0, 90.0, 6.0, 12.0));
        assert_eq!(place(Affine::rotate(1.5) * Affine::scale(0.01), 500.0, "a".to_owned()), None);
        assert_eq!(place(Affine::scale(f64::NAN), 500.0, "a".to_owned()), None);
    }

    #[test]
    fn forms_that_draw_forms_end() {
        // Seven forms, each of which draws the next one ten times.
        let mut out = String::from(
            "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        );
        let draws = "/X Do ".repeat(10);
        out += &format!(
            "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length {} >>\nstream\n{draws}\nendstream\nendobj\n",
            draws.len()
        );
        for form in 5..12 {
            out += &format!(
                "{form} 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {} 0 R >> >> /Length {} >>\nstream\n{draws}\nendstream\nendobj\n",
                form + 1,
                draws.len()
            );
        }
        out += "trailer\n<< /Root 1 0 R >>\n%%EOF\n";
        let document = Pdf::new(out.into_bytes()).unwrap();
        let error = pages_within(&document, 1000).unwrap_err();
        assert_eq!(
            (error.kind, error.reason.as_str()),
            (ReadErrorKind::Limit, "page 1: more than 1000 things are drawn")
        );
    }
}
