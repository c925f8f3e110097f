//! The demonstration's import: a sheet of a region being set up, read and not committed yet, with two cells to correct.

use bole_domain::ids::StaffId;
use bole_domain::import::{header_row, map};
use bole_media::Sheet;
use bole_store::import::Import;
use serde_json::json;

use super::Founding;
use crate::failure::{Doing as _, Failure};

/// The rows as somebody typed them: a region's name misspelt, a number that is none.
const ROWS: &[&str] = &[
    "上级部门,部门,类型,岗位,编制,在职人数",
    "华南大区,深圳南山店,门店,店长,1,1",
    "华南大区,深圳南山店,门店,门店客服,4,2",
    "华南大区,广州天河店,门店,店长,1,",
    "华南大去,广州天河店,门店,门店客服,3,",
    "华南大区,东莞南城店,门店,店长,1,",
    "华南大区,东莞南城店,门店,门店客服,若干,",
];

impl Founding<'_> {
    /// The sheet, as it waits for somebody to correct it.
    pub(super) async fn sheet(&mut self, by: StaffId) -> Result<(), Failure> {
        let rows: Vec<Vec<String>> = ROWS.iter().map(|it| it.split(',').map(str::to_owned).collect()).collect();
        let header = header_row(&rows).unwrap_or(0);
        let mapping = map(&rows[header]);
        let count = rows.len();
        let sheet = Sheet { rows, merged: Vec::new(), warnings: Vec::new() };
        let import = Import {
            id: self.app.new_id(),
            file_name: "华南大区编制.xlsx".to_owned(),
            status: "open".to_owned(),
            sheet: serde_json::to_string(&sheet).doing("Writing a sheet")?,
            header: header as i64,
            mapping: serde_json::to_string(&mapping).doing("Writing columns")?,
            created_by: Some(by),
            created_at: self.day(1, 620),
            committed_at: None,
            undone_at: None,
        };
        bole_store::import::insert(self.tx, &import).await.doing("Keeping a sheet")?;
        let params = json!({ "rows": count });
        self.note(import.created_at, "import.upload", ("import", import.id.to_string()), params);
        Ok(())
    }
}
