//! Pages, and the file that they make.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, TextStr};

use crate::draw::{HEIGHT, POINTS, Pen, WIDTH, card};
use crate::font::{Fonts, packed};
use crate::matrix::Matrix;
use crate::{Card, Layout};

/// A4, in millimetres.
const SHEET: (f32, f32) = (210.0, 297.0);
const COLUMNS: usize = 2;
const ROWS: usize = 5;
/// How long the marks are that say where to cut, and how far from the cards.
const MARK: f32 = 4.0;
const AWAY: f32 = 1.0;

/// A card and its code.
type Drawn<'a> = (&'a Card, Matrix);

/// All cards, in their order.
pub(crate) fn document(
    cards: &[Drawn<'_>],
    layout: Layout,
    fonts: &Fonts,
    language: &str,
    title: &str,
) -> Vec<u8> {
    let mut last = 0;
    let mut next = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree, regular, bold, info) = (next(), next(), next(), next(), next());
    let mut pdf = Pdf::new();
    let (each, draw): (usize, Draw) = match layout {
        Layout::Card => (1, single),
        Layout::Sheet => (COLUMNS * ROWS, sheet),
    };
    let (width, height) = match layout {
        Layout::Card => (WIDTH, HEIGHT),
        Layout::Sheet => SHEET,
    };
    let mut kids = Vec::new();
    for some in cards.chunks(each) {
        let (page, stream) = (next(), next());
        kids.push(page);
        let pictures: Vec<_> = some.iter().map(|(card, _)| card.picture.as_ref().zip(Some(next()))).collect();
        let mut written = pdf.page(page);
        written.media_box(Rect::new(0.0, 0.0, width * POINTS, height * POINTS)).parent(tree).contents(stream);
        let mut resources = written.resources();
        resources.fonts().pair(Name(b"F1"), regular).pair(Name(b"F2"), bold);
        let mut objects = resources.x_objects();
        for (nth, (_, object)) in pictures.iter().enumerate().filter_map(|(nth, one)| Some((nth, (*one)?))) {
            objects.pair(Name(photo(nth).as_bytes()), object);
        }
        objects.finish();
        resources.finish();
        written.finish();
        for (picture, object) in pictures.into_iter().flatten() {
            picture.write(&mut pdf, object);
        }
        let packed = packed(&draw(some, fonts).finish());
        pdf.stream(stream, &packed).filter(pdf_writer::Filter::FlateDecode);
    }
    let count = i32::try_from(kids.len()).unwrap_or_default();
    pdf.pages(tree).kids(kids).count(count);
    fonts.regular.write(&mut pdf, regular, &mut next);
    fonts.bold.write(&mut pdf, bold, &mut next);
    pdf.document_info(info).title(TextStr(title));
    let mut root = pdf.catalog(catalog);
    root.pages(tree).lang(TextStr(language));
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    pdf.finish()
}

type Draw = fn(&[Drawn<'_>], &Fonts) -> Content;

/// What the photo of a page's card is called.
fn photo(nth: usize) -> String {
    format!("P{nth}")
}

fn single(cards: &[Drawn<'_>], fonts: &Fonts) -> Content {
    let mut content = Content::new();
    for (one, matrix) in cards {
        let pen = &mut Pen { content: &mut content, left: 0.0, top: HEIGHT * POINTS };
        card(pen, one, matrix, Name(photo(0).as_bytes()), fonts);
    }
    content
}

fn sheet(cards: &[Drawn<'_>], fonts: &Fonts) -> Content {
    let mut content = Content::new();
    for (nth, (one, matrix)) in cards.iter().enumerate() {
        let (left, top) = place(nth);
        let name = photo(nth);
        card(&mut Pen { content: &mut content, left, top }, one, matrix, Name(name.as_bytes()), fonts);
    }
    content.set_stroke_gray(0.55).set_line_width(0.3);
    for nth in 0..cards.len() {
        marks(&mut content, nth, cards.len());
    }
    content.stroke();
    content
}

fn number(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or_default())
}

/// The top left of a card on the sheet, in points from the lower left of the page. Cards touch: one cut parts two.
fn place(nth: usize) -> (f32, f32) {
    let (column, row) = (nth % COLUMNS, nth / COLUMNS);
    let left = (SHEET.0 - number(COLUMNS) * WIDTH) / 2.0 + number(column) * WIDTH;
    let down = (SHEET.1 - number(ROWS) * HEIGHT) / 2.0 + number(row) * HEIGHT;
    (left * POINTS, (SHEET.1 - down) * POINTS)
}

/// Marks where to cut, beside the outer edges of a card: at the sheet's sides, above the first and below the last.
fn marks(content: &mut Content, nth: usize, of: usize) {
    let (left, top) = place(nth);
    let (right, bottom) = (left + WIDTH * POINTS, top - HEIGHT * POINTS);
    let (near, far) = (AWAY * POINTS, (AWAY + MARK) * POINTS);
    for y in [top, bottom] {
        let (from, to) =
            if nth.is_multiple_of(COLUMNS) { (left - far, left - near) } else { (right + near, right + far) };
        content.move_to(from, y).line_to(to, y);
    }
    for x in [left, right] {
        if nth < COLUMNS {
            content.move_to(x, top + near).line_to(x, top + far);
        }
        if nth + COLUMNS >= of {
            content.move_to(x, bottom - near).line_to(x, bottom - far);
        }
    }
}
