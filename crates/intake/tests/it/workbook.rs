//! Workbooks made to order.

use crate::zipped::{Part, zip};

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<workbookPr/><sheets><sheet name="Oculta" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Clientes" sheetId="2" r:id="rId2"/></sheets></workbook>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="t" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;

const STYLES: &str = r#"<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="[$-40A]dd\-mmm\-yyyy"/><numFmt numFmtId="165" formatCode="&quot;días &quot;0"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;

/// The parts of a workbook whose shown sheet has these rows.
pub(crate) fn parts(rows: &str, strings: &str) -> Vec<Part> {
    let sheet = format!(r#"<worksheet><sheetData>{rows}</sheetData><pageMargins left="1"/></worksheet>"#);
    [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", &format!(r#"<sst uniqueCount="99999999999999">{strings}</sst>"#)),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>no</t></is></c></row></sheetData></worksheet>"),
        ("xl/worksheets/sheet2.xml", &sheet),
    ]
    .iter()
    .map(|(name, text)| Part::deflated(name, text.as_bytes()))
    .collect()
}

pub(crate) fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    zip(&parts(rows, strings))
}
