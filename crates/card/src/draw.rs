//! One card: what stands where on it. Lengths are in millimetres, from the top left, and become points where they are written.

use pdf_writer::{Content, Name, Str};

use crate::font::{Font, Fonts};
use crate::matrix::{Matrix, QUIET};
use crate::{Card, Line};

/// A credit card (ISO/IEC 7810, ID-1).
pub(crate) const WIDTH: f32 = 85.6;
pub(crate) const HEIGHT: f32 = 53.98;

/// Points of a millimetre.
pub(crate) const POINTS: f32 = 72.0 / 25.4;

const MARGIN: f32 = 3.2;
/// Where the organization's name stands.
const BAND: f32 = 7.6;
/// The side of the code, with what stays white around it: a module of version 18 has 0.43 mm.
const CODE: f32 = 42.0;
/// Where a photo is printed, or glued.
const PHOTO: (f32, f32) = (13.5, 17.0);
const BRAND: [f32; 3] = [0.122, 0.290, 0.361];
const QUIET_INK: f32 = 0.36;

/// Draws onto a page of which the card's top left is at (`left`, `top`), and `top` is counted from the page's lower edge, in points.
pub(crate) struct Pen<'a> {
    pub(crate) content: &'a mut Content,
    pub(crate) left: f32,
    pub(crate) top: f32,
}

impl Pen<'_> {
    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let (x, y) = (self.left + x * POINTS, self.top - (y + height) * POINTS);
        self.content.rect(x, y, width * POINTS, height * POINTS);
    }

    /// `y`: of the base line; `size` in points.
    fn text(&mut self, font: &Font, size: f32, x: f32, y: f32, text: &str) {
        if text.is_empty() {
            return;
        }
        self.content.begin_text().set_font(Name(font.name), size);
        self.content.next_line(self.left + x * POINTS, self.top - y * POINTS);
        self.content.show(Str(&font.encoded(text))).end_text();
    }

    /// The same, as much of it as fits.
    fn fitted(&mut self, font: &Font, size: f32, x: f32, y: f32, room: f32, text: &str) {
        let text = font.fitted(text, size, room * POINTS);
        self.text(font, size, x, y, &text);
    }

    /// The same, smaller where that makes it fit.
    fn shrunk(&mut self, font: &Font, sizes: [f32; 3], x: f32, y: f32, room: f32, text: &str) {
        let [.., smallest] = sizes;
        let size =
            sizes.into_iter().find(|size| font.width(text, *size) <= room * POINTS).unwrap_or(smallest);
        self.fitted(font, size, x, y, room, text);
    }

    fn gray(&mut self, gray: f32) {
        self.content.set_fill_gray(gray);
    }
}

/// Draws a card; its photo is called `name`.
pub(crate) fn card(pen: &mut Pen<'_>, card: &Card, matrix: &Matrix, name: Name<'_>, fonts: &Fonts) {
    let [red, green, blue] = BRAND;
    pen.content.set_fill_rgb(red, green, blue);
    pen.rect(0.0, 0.0, WIDTH, BAND);
    pen.content.fill_nonzero();
    pen.gray(1.0);
    pen.fitted(&fonts.bold, 9.0, MARGIN, 5.1, WIDTH - 2.0 * MARGIN, &card.organization);
    code(pen, matrix);
    holder(pen, card, name, fonts);
    tickets(pen, card, fonts);
    let room = column();
    pen.gray(0.0);
    pen.fitted(&fonts.bold, 6.5, MARGIN, HEIGHT - 5.4, room, &card.until);
    pen.gray(QUIET_INK);
    pen.fitted(&fonts.regular, 5.0, MARGIN, HEIGHT - 2.6, room, &card.compare);
}

/// How wide what stands left of the code may be.
fn column() -> f32 {
    WIDTH - CODE - MARGIN - 2.4
}

fn code(pen: &mut Pen<'_>, matrix: &Matrix) {
    let (left, top) = (WIDTH - CODE - 1.6, BAND + (HEIGHT - BAND - CODE) / 2.0);
    let count = |modules: usize| f32::from(u16::try_from(modules).unwrap_or(u16::MAX));
    let module = CODE / count(matrix.width + 2 * QUIET);
    pen.gray(0.0);
    for (row, from, length) in matrix.runs() {
        let (x, y) = (count(from + QUIET) * module, count(row + QUIET) * module);
        pen.rect(left + x, top + y, count(length) * module, module);
    }
    pen.content.fill_nonzero();
}

fn holder(pen: &mut Pen<'_>, card: &Card, name: Name<'_>, fonts: &Fonts) {
    let (width, height) = PHOTO;
    let top = BAND + 2.2;
    if let Some(picture) = &card.picture {
        let place = (pen.left + MARGIN * POINTS, pen.top - (top + height) * POINTS);
        picture.draw(pen.content, name, place, (width * POINTS, height * POINTS));
    } else {
        glued(pen, &card.photo, top, fonts);
    }
    let (x, room) = (MARGIN + width + 2.0, column() - width - 2.0);
    let mut y = top + 3.0;
    pen.gray(0.0);
    for line in fonts.bold.lines(&card.name, 8.0, room * POINTS, 4) {
        pen.text(&fonts.bold, 8.0, x, y, &line);
        y += 3.4;
    }
    pen.gray(QUIET_INK);
    pen.fitted(&fonts.regular, 6.0, x, y + 0.2, room, &card.reference);
}

/// Where a photo goes that is glued.
fn glued(pen: &mut Pen<'_>, word: &str, top: f32, fonts: &Fonts) {
    let (width, height) = PHOTO;
    pen.content.set_stroke_gray(0.7).set_line_width(0.4).set_dash_pattern([1.5, 1.5], 0.0);
    pen.rect(MARGIN, top, width, height);
    pen.content.stroke().set_dash_pattern([], 0.0);
    let label = fonts.regular.fitted(word, 5.0, width * POINTS);
    let indent = (width - fonts.regular.width(&label, 5.0) / POINTS) / 2.0;
    pen.gray(0.5);
    pen.text(&fonts.regular, 5.0, MARGIN + indent, top + height / 2.0 + 0.6, &label);
}

fn tickets(pen: &mut Pen<'_>, card: &Card, fonts: &Fonts) {
    let mut y = BAND + 2.2 + PHOTO.1 + 2.9;
    for Line { kind, code, until } in card.tickets.iter().take(crate::MAX_TICKETS) {
        let wide = |text: &str| fonts.regular.width(text, 5.6) / POINTS;
        let (until, code) = (fonts.regular.fitted(until, 5.6, 15.0 * POINTS), grouped(code));
        let day = MARGIN + column() - wide(&until);
        let at = day - wide(&code) - if code.is_empty() { 0.0 } else { 1.2 };
        pen.gray(0.0);
        pen.shrunk(&fonts.bold, [6.0, 5.5, 5.0], MARGIN, y, at - 1.2 - MARGIN, kind);
        pen.text(&fonts.regular, 5.6, at, y, &code);
        pen.text(&fonts.regular, 5.6, day, y, &until);
        y += 2.5;
    }
    pen.gray(QUIET_INK);
    pen.fitted(&fonts.regular, 5.0, MARGIN, y - 0.2, column(), &card.more);
}

/// A ticket's code as it is easily read: in two halves.
fn grouped(code: &str) -> String {
    match (code.get(..4), code.get(4..8), code.len()) {
        (Some(first), Some(second), 8) => format!("{first} {second}"),
        _ => String::new(),
    }
}
