//! The records a backup consists of: `kind byte | u32 length | body`, one after the other.

use std::collections::BTreeMap;
use std::io::Read;

use bole_store::dump::{Cell, CellKind, TableShape};
use serde::{Deserialize, Serialize};

use super::BackupError;

/// The longest record: the largest document with room.
const LONGEST: usize = 1 << 30;

/// What stands first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Begin {
    /// The database's version.
    pub schema: i64,
    /// The identifier of the row in `backup_run` that a restored database must hold.
    pub marker: String,
    /// When the snapshot was taken, in milliseconds since 1970.
    pub at: i64,
}

/// What stands last, so that a content which ends early is noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Rows by table.
    pub tables: BTreeMap<String, u64>,
    /// Stored files.
    pub files: u64,
    /// Their bytes.
    pub file_bytes: u64,
    /// The number of the audit trail's newest chained row; 0 without one.
    pub chain_seq: i64,
    /// Its hash, hexadecimal.
    pub chain_head: String,
}

/// One record.
#[derive(Debug)]
pub enum Record {
    /// What stands first.
    Begin(Begin),
    /// The rows that follow belong to this table.
    Table(TableShape),
    /// A row.
    Row(Vec<Cell>),
    /// A stored file, sealed as it lies.
    File(String, Vec<u8>),
    /// What stands last.
    End(End),
}

#[derive(Serialize, Deserialize)]
struct Shape {
    name: String,
    columns: Vec<(String, char)>,
}

impl Record {
    /// Adds the record to a buffer.
    pub fn write(&self, into: &mut Vec<u8>) -> Result<(), BackupError> {
        let start = into.len();
        into.extend_from_slice(&[0; 5]);
        match self {
            Self::Begin(it) => json(into, it)?,
            Self::Table(it) => {
                let columns = it.columns.iter().map(|(name, kind)| (name.clone(), kind.letter())).collect();
                json(into, &Shape { name: it.name.clone(), columns })?;
            }
            Self::Row(cells) => cells.iter().for_each(|it| write_cell(into, it)),
            Self::File(name, bytes) => {
                into.extend_from_slice(name.as_bytes());
                into.push(0);
                into.extend_from_slice(bytes);
            }
            Self::End(it) => json(into, it)?,
        }
        let length = u32::try_from(into.len() - start - 5).map_err(|_| bad("a record is too long"))?;
        into[start] = self.kind();
        into[start + 1..start + 5].copy_from_slice(&length.to_be_bytes());
        Ok(())
    }

    const fn kind(&self) -> u8 {
        match self {
            Self::Begin(_) => b'B',
            Self::Table(_) => b'T',
            Self::Row(_) => b'R',
            Self::File(..) => b'F',
            Self::End(_) => b'E',
        }
    }

    /// The next record; `None` where the content ends.
    pub fn read(from: &mut impl Read) -> Result<Option<Self>, BackupError> {
        let mut head = [0; 5];
        let taken = from.read(&mut head).map_err(archive)?;
        if taken == 0 {
            return Ok(None);
        }
        from.read_exact(&mut head[taken..]).map_err(archive)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if length > LONGEST {
            return Err(bad("a record is too long"));
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body).map_err(archive)?;
        Self::of(head[0], &body).map(Some)
    }

    fn of(kind: u8, body: &[u8]) -> Result<Self, BackupError> {
        let unread = |_| bad("a record cannot be read");
        Ok(match kind {
            b'B' => Self::Begin(serde_json::from_slice(body).map_err(unread)?),
            b'T' => {
                let shape: Shape = serde_json::from_slice(body).map_err(unread)?;
                let columns =
                    shape.columns.into_iter().map(|(name, letter)| Some((name, CellKind::from_letter(letter)?)));
                let columns = columns.collect::<Option<_>>().ok_or_else(|| bad("a column has an unknown kind"))?;
                Self::Table(TableShape { name: shape.name, columns })
            }
            b'R' => Self::Row(read_cells(body).ok_or_else(|| bad("a row cannot be read"))?),
            b'F' => {
                let end = body.iter().position(|it| *it == 0).ok_or_else(|| bad("a file has no name"))?;
                let name = String::from_utf8_lossy(&body[..end]).into_owned();
                Self::File(name, body[end + 1..].to_vec())
            }
            b'E' => Self::End(serde_json::from_slice(body).map_err(unread)?),
            _ => return Err(bad("a record of unknown kind")),
        })
    }
}

fn json(into: &mut Vec<u8>, value: &impl Serialize) -> Result<(), BackupError> {
    serde_json::to_writer(into, value).map_err(|_| bad("a record cannot be written"))
}

fn bad(what: &str) -> BackupError {
    BackupError::Content(what.to_owned())
}

/// What the archive said through the reader's error.
fn archive(error: std::io::Error) -> BackupError {
    match error.downcast::<bole_vault::ArchiveError>() {
        Ok(error) => error.into(),
        Err(error) => bole_vault::ArchiveError::Io(error).into(),
    }
}

fn write_cell(into: &mut Vec<u8>, cell: &Cell) {
    let mut long = |kind: u8, bytes: &[u8]| {
        into.push(kind);
        into.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        into.extend_from_slice(bytes);
    };
    match cell {
        Cell::Null => into.push(b'0'),
        Cell::Boolean(it) => into.extend_from_slice(&[b'b', u8::from(*it)]),
        Cell::Text(it) => long(b't', it.as_bytes()),
        Cell::Bytes(it) => long(b'x', it),
        Cell::Integer(it) => long(b'i', &it.to_be_bytes()),
        Cell::Float(it) => long(b'f', &it.to_bits().to_be_bytes()),
    }
}

fn read_cells(mut body: &[u8]) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    while let Some((&kind, rest)) = body.split_first() {
        body = rest;
        cells.push(match kind {
            b'0' => Cell::Null,
            b'b' => Cell::Boolean(take(&mut body, 1)? == [1]),
            _ => {
                let length = u64::from_be_bytes(take(&mut body, 8)?.try_into().ok()?);
                let bytes = take(&mut body, usize::try_from(length).ok()?)?;
                match kind {
                    b't' => Cell::Text(String::from_utf8(bytes.to_vec()).ok()?),
                    b'x' => Cell::Bytes(bytes.to_vec()),
                    b'i' => Cell::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
                    b'f' => Cell::Float(f64::from_bits(u64::from_be_bytes(bytes.try_into().ok()?))),
                    _ => return None,
                }
            }
        });
    }
    Some(cells)
}

fn take<'a>(body: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = body.split_at_checked(length)?;
    *body = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_kind_come_back_as_they_were() {
        let row = vec![
            Cell::Null,
            Cell::Text("候选人\0\n".to_owned()),
            Cell::Integer(i64::MIN),
            Cell::Boolean(true),
            Cell::Float(-0.1),
            Cell::Bytes(vec![0, 255, 7]),
            Cell::Text(String::new()),
        ];
        let mut bytes = Vec::new();
        Record::Row(row.clone()).write(&mut bytes).unwrap();
        match Record::read(&mut bytes.as_slice()).unwrap() {
            Some(Record::Row(found)) => assert_eq!(found, row),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_content_that_breaks_off_inside_a_record_is_refused() {
        let mut bytes = Vec::new();
        Record::Row(vec![Cell::Text("abc".to_owned())]).write(&mut bytes).unwrap();
        for end in 1..bytes.len() {
            assert!(Record::read(&mut &bytes[..end]).is_err(), "{end}");
        }
        assert!(Record::read(&mut [].as_slice()).unwrap().is_none());
    }
}
