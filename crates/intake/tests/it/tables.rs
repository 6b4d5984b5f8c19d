//! Tables from every program that writes them.

use intake::limits::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, MAX_TABLE_BYTES};
use intake::{Field, Form, Refusal, Table, columns, to_csv};

use crate::workbook::{parts, workbook};
use crate::zipped::{Part, zip};

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
}

#[test]
fn delimiters_and_encodings_are_found() {
    let expected = vec![vec!["Razón social", "RFC"], vec!["Muñoz, e hijos; SA", "AAA010101AAA"]];
    for (text, delimiter) in [
        ("Razón social,RFC\r\n\"Muñoz, e hijos; SA\",AAA010101AAA\r\n", ','),
        ("Razón social;RFC\n\"Muñoz, e hijos; SA\";AAA010101AAA", ';'),
        ("Razón social\tRFC\n\n  \t \nMuñoz, e hijos; SA\tAAA010101AAA\n", '\t'),
        ("Razón social|RFC\nMuñoz, e hijos; SA|AAA010101AAA\n", '|'),
        ("sep=;\r\nRazón social;RFC\r\n\"Muñoz, e hijos; SA\";AAA010101AAA\r\n", ';'),
    ] {
        let marked = format!("\u{feff}{text}");
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let units = || marked.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        for bytes in [text.as_bytes(), marked.as_bytes(), &latin, &little, &big] {
            let table = Table::read(bytes).unwrap();
            assert_eq!(table.form, Form::Csv(delimiter), "{text}");
            assert_eq!(cells(&table), expected);
        }
    }
    let euro = Table::read(b"Nombre;Notas\nPe\xf1a;100 \x80\n").unwrap();
    assert_eq!(euro.rows[1].cells, ["Peña", "100 €"]);
}

#[test]
fn rows_are_named_by_their_lines_and_may_be_short() {
    let table = Table::read(b"name,notes,country\nA\n\n\"B\",\"two\nlines\",MX\nC,,ES,,\n").unwrap();
    let numbers: Vec<_> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 2, 4, 6]);
    assert_eq!(table.rows[1].cells, ["A"]);
    assert_eq!(table.rows[2].cells, ["B", "two\nlines", "MX"]);
    let declared = Table::read(b"sep=;\r\na;b\r\n\r\nc;d\r\n").unwrap();
    assert_eq!(declared.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4]);
    let single = Table::read("nombre\nUno\nDos\n".as_bytes()).unwrap();
    assert_eq!((single.form, single.rows.len()), (Form::Csv(','), 3));
}

#[test]
fn a_workbook_is_read_as_it_is_shown() {
    let strings = "<si><t>Nombre</t></si><si><r><t>Mu</t></r><r><rPr/><t>ñoz &amp; C&#237;a</t></r><rPh><t>no</t></rPh></si>";
    let rows = r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t xml:space="preserve"> Fecha </t></is></c></row>
        <row r="4" spans="1:3"><c r="A4" t="s"><v>1</v></c><c r="B4"><v>1.1222333000181E13</v></c><c r="C4" s="1"><v>46356</v></c></row>
        <row r="5"><c r="C5" s="2"><v>46356.5</v></c><c s="3"><v>7</v></c><c t="b"><v>1</v></c><c t="str"><f>A1&amp;"x"</f><v>calc</v></c><c t="e"><v>#N/A</v></c><c><v>0.25</v></c></row>
        <row r="6"><c r="A6" s="1"/></row>"#;
    let table = Table::read(&workbook(rows, strings)).unwrap();
    assert_eq!(table.form, Form::Xlsx);
    let numbers: Vec<_> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 4, 5]);
    assert_eq!(table.rows[0].cells, ["Nombre", "", "Fecha"]);
    assert_eq!(table.rows[1].cells, ["Muñoz & Cía", "11222333000181", "2026-11-30"]);
    assert_eq!(table.rows[2].cells, ["", "", "2026-11-30T12:00:00", "7", "true", "calc", "#N/A", "0.25"]);
}

#[test]
fn workbooks_that_would_cost_too_much_or_are_broken_are_refused() {
    let refused = |rows: &str, strings: &str| Table::read(&workbook(rows, strings)).unwrap_err();
    let far = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    assert_eq!(refused(far, ""), Refusal::TooManyColumns);
    let one_text = format!("<si><t>{}</t></si>", "ñ".repeat(MAX_CELL_CHARS));
    let cell = r#"<c t="s"><v>0</v></c>"#;
    let many: String = (0..40).map(|_| format!("<row>{}</row>", cell.repeat(MAX_COLUMNS))).collect();
    assert_eq!(refused(&many, &one_text), Refusal::TooLarge, "one text, named a thousand times");
    let damaged = [
        r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#,
        r#"<row r="0"><c r="A2"><v>1</v></c></row>"#,
        r#"<row r="99999999999"><c r="A2"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="1A"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>-1</v></c></row>"#,
        r#"<row r="1"><c r="A1"><v>1</c></row>"#,
        r#"<row r="1"><c r="A1"><v>&#0;</v></c></row>"#,
    ];
    for rows in damaged {
        assert!(matches!(refused(rows, ""), Refusal::Damaged(_)), "{rows}");
    }
    assert_eq!(refused(r#"<row><c t="str"><v>&x;</v></c></row>"#, "").code(), "unsupported");
    let replaced = |name: &str, text: &str| {
        let mut parts = parts("<row><c><v>1</v></c></row>", "");
        parts.retain(|part| part.name != name.as_bytes());
        if !text.is_empty() {
            parts.push(Part::deflated(name, text.as_bytes()));
        }
        Table::read(&zip(&parts)).map_err(|refusal| refusal.code())
    };
    assert_eq!(replaced("xl/workbook.xml", ""), Err("not_a_table"));
    assert_eq!(replaced("xl/workbook.xml", "<workbook><sheets/></workbook>"), Err("no_sheet"));
    assert_eq!(replaced("xl/_rels/workbook.xml.rels", ""), Err("damaged"));
    assert_eq!(replaced("xl/worksheets/sheet2.xml", ""), Err("damaged"));
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>"#;
    assert_eq!(replaced("xl/worksheets/sheet2.xml", laughs), Err("unsupported"));
    assert!(replaced("xl/sharedStrings.xml", "").is_ok(), "there need be none");
}

#[test]
fn what_is_no_table_is_told() {
    let code = |bytes: &[u8]| Table::read(bytes).map_err(|refusal| refusal.code());
    assert_eq!(code(b""), Err("empty"));
    assert_eq!(code(b" \r\n\t\n"), Err("empty"));
    assert_eq!(code(&vec![b'a'; MAX_TABLE_BYTES + 1]), Err("file_too_large"));
    assert_eq!(code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err("old_workbook"));
    assert_eq!(code(b"\x30\x82\x04\x00\x00\x01"), Err("not_a_table"));
    assert_eq!(code(b"Nombre;\x81\n"), Err("not_a_table"));
    assert_eq!(code(b"\xff\xfea"), Err("damaged"));
    assert_eq!(code(b"\xef\xbb\xbfa\xff"), Err("damaged"));
    assert_eq!(code(&zip(&[Part::stored("a.cer", b"x")])), Err("not_a_table"));
    let rows = "x\n".repeat(MAX_ROWS);
    assert!(Table::read(rows.as_bytes()).is_ok());
    assert_eq!(code(format!("{rows}x").as_bytes()), Err("too_many_rows"));
    let wide = vec!["x"; MAX_COLUMNS].join(",");
    assert!(Table::read(wide.as_bytes()).is_ok());
    assert!(Table::read(format!("{wide},,,").as_bytes()).is_ok(), "what is empty does not count");
    assert_eq!(code(format!("{wide},x").as_bytes()), Err("too_many_columns"));
    let long = format!("a\n{}", "ñ".repeat(MAX_CELL_CHARS));
    assert!(Table::read(long.as_bytes()).is_ok());
    assert_eq!(Table::read(format!("{long}ñ").as_bytes()).unwrap_err(), Refusal::CellTooLong(2));
}

const FIELDS: [Field; 3] = [
    Field { name: "name", synonyms: &["name", "nombre", "razonsocial"] },
    Field { name: "tax_id", synonyms: &["taxid", "rfc", "nif"] },
    Field { name: "notes", synonyms: &["notes", "notas"] },
];

#[test]
fn columns_are_known_by_their_names_below_a_title() {
    let text = "Clientes 2026;;\n;;\nRFC*;Otra;RAZÓN_SOCIAL\nAAA010101AAA;x;Accem\n";
    let table = Table::read(text.as_bytes()).unwrap();
    let found = columns(&table, &FIELDS, 0).unwrap();
    assert_eq!((found.skip, found.heading(1), found.heading(2)), (2, Some("RFC*"), None));
    let row = &table.rows[found.skip];
    assert_eq!([0, 1, 2].map(|field| found.cell(row, field)), ["Accem", "AAA010101AAA", ""]);
    let headings: Vec<_> = found.headings().collect();
    assert_eq!(headings, [("RFC*", Some(1)), ("Otra", None), ("RAZÓN_SOCIAL", Some(0))]);
    let refused = |text: &str| columns(&Table::read(text.as_bytes()).unwrap(), &FIELDS, 0).unwrap_err();
    assert_eq!(refused("RFC;Notas\nx;y\n"), Refusal::NoColumn("name"));
    assert_eq!(refused("Nombre;RFC;NIF\nx;y;z\n"), Refusal::SameColumn("tax_id"));
}

#[test]
fn what_is_written_computes_nothing_and_is_read_back() {
    let rows = [
        vec!["name".to_owned(), "notes".to_owned()],
        vec!["=cmd|'/C calc'!A0".to_owned(), "@SUM(1+1)*2".to_owned()],
        vec!["-3 años".to_owned(), "+52 55".to_owned()],
        vec!["'=literal".to_owned(), "dice \"sí\"; y\nno".to_owned()],
        vec!["'90s".to_owned(), "＝1".to_owned()],
    ];
    let csv = to_csv(&rows);
    let text = String::from_utf8(csv.clone()).unwrap();
    assert!(text.starts_with(
        "\u{feff}name,notes\r\n'=cmd|'/C calc'!A0,'@SUM(1+1)*2\r\n'-3 años,'+52 55\r\n''=literal,"
    ));
    let table = Table::read(&csv).unwrap();
    assert_eq!(
        cells(&table),
        rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect::<Vec<Vec<&str>>>()
    );
}
