//! Customers as a file has them: its rows, checked one by one and held against each other.

use std::collections::HashMap;

use domain::CountryCode;
use intake::{Form, Row, Table, columns};
use store::CustomerEdit;

use super::super::Result;
use super::super::customers::{CustomerInput, checked};
use super::super::upload::UploadedFile;
use super::columns::{COUNTRY, FIELDS, NAME, NOTES, TAX_ID, country, country_of_heading};
use super::{Reason, of_one_row};
use crate::app::App;

/// How customers are to be imported.
#[derive(Debug, Clone, Default)]
pub struct CustomerOptions {
    /// Whether customers that are there may be changed by what the file says of them.
    pub update: bool,
    /// Whose tax ids they are, where neither a row nor the column's name says it.
    pub country: Option<CountryCode>,
}

/// A file of customers that was read.
#[derive(Debug)]
pub struct CustomersPlan {
    /// What it was.
    pub form: Form,
    /// The names of its columns, each with the field it was taken for.
    pub headings: Vec<(String, Option<&'static str>)>,
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    pub(super) rows: Vec<PlannedCustomer>,
    pub(super) update: bool,
}

/// A row, and what it asks for.
#[derive(Debug)]
pub(super) struct PlannedCustomer {
    pub(super) number: u32,
    pub(super) input: CustomerInput,
    pub(super) edit: std::result::Result<CustomerEdit, Reason>,
}

impl CustomersPlan {
    /// Reads a file off the async threads, and checks each row.
    ///
    /// # Errors
    /// [`Unread`](crate::ops::Error::Unread) when it is no table of customers.
    pub async fn read(app: &App, file: UploadedFile, options: CustomerOptions) -> Result<Self> {
        app.parsers.run(move || Self::of(&file, &options)).await?
    }

    fn of(file: &UploadedFile, options: &CustomerOptions) -> Result<Self> {
        let table = Table::read(&file.bytes)?;
        let found = columns(&table, &FIELDS, NAME)?;
        let implied = found.heading(TAX_ID).and_then(country_of_heading);
        let fallback = implied.or(options.country.as_ref().map(CountryCode::as_str));
        let headings = found.headings();
        let headings = headings
            .map(|(heading, field)| {
                (heading.to_owned(), field.and_then(|at| FIELDS.get(at)).map(|field| field.name))
            })
            .collect();
        let mut seen = Seen::default();
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in table.rows.iter().skip(found.skip) {
            let input = written(&|field| found.cell(row, field), fallback);
            rows.push(planned(row, input, &mut seen)?);
        }
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &file.bytes);
        let (form, sha256) = (table.form, hex::encode(digest.as_ref()));
        Ok(Self { form, headings, file: file.name.clone(), sha256, rows, update: options.update })
    }

    /// How many rows there are, without the one that names the columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What a row says. `fallback` is the country of a tax id that comes without one.
fn written<'c>(cell: &impl Fn(usize) -> &'c str, fallback: Option<&str>) -> CustomerInput {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let tax_id = given(cell(TAX_ID));
    let named = given(country(cell(COUNTRY)));
    CustomerInput {
        name: cell(NAME).to_owned(),
        country: named.or_else(|| fallback.filter(|_| tax_id.is_some()).map(str::to_owned)),
        tax_id,
        notes: cell(NOTES).to_owned(),
    }
}

fn planned(row: &Row, input: CustomerInput, seen: &mut Seen) -> Result<PlannedCustomer> {
    let edit = if input.name.is_empty() {
        Err(Reason::new("name", "name_missing", "This row has no name."))
    } else {
        match checked(&input) {
            Ok(edit) => seen.first_of(&edit, row.number).map_or(Ok(edit), |first| {
                let detail = format!("This is the same customer as in row {first}.");
                Err(Reason { field: "row", code: "duplicate_row".into(), detail })
            }),
            Err(error) => Err(of_one_row(error)?),
        }
    };
    Ok(PlannedCustomer { number: row.number, input, edit })
}

/// Rows that were accepted: who has the same tax id, or the same name where one of the two has no tax id, is the same.
#[derive(Default)]
struct Seen {
    tax_ids: HashMap<(String, String), u32>,
    /// By name: the first row, and the first without a tax id.
    names: HashMap<String, (u32, Option<u32>)>,
}

impl Seen {
    /// The row that was the same before; else notes this one.
    fn first_of(&mut self, edit: &CustomerEdit, row: u32) -> Option<u32> {
        let key = edit.country.clone().zip(edit.tax_id.clone());
        let by_tax_id = key.as_ref().and_then(|key| self.tax_ids.get(key).copied());
        let of_name = self.names.get(&edit.name.to_lowercase()).copied();
        let by_name = of_name.and_then(|(any, bare)| if key.is_none() { Some(any) } else { bare });
        if let Some(first) = by_tax_id.or(by_name) {
            return Some(first);
        }
        let bare = key.is_none().then_some(row);
        if let Some(key) = key {
            self.tax_ids.insert(key, row);
        }
        self.names.entry(edit.name.to_lowercase()).or_insert((row, bare));
        None
    }
}
