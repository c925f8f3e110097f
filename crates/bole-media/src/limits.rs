//! Every number that bounds the reading of one document (R-FILE-1, R-FILE-2), in one place. Nothing here may be raised by
//! what a file says about itself.

use std::time::Duration;

/// Largest file that is taken at all.
pub const MAX_FILE_BYTES: usize = 10 * MIB;
/// Longest original name that is passed on; only its extension matters here.
pub(crate) const MAX_NAME_BYTES: usize = 1024;
/// Most code points of text; a longer "résumé" is a mistake or an attack.
pub(crate) const MAX_CHARS: usize = 1_000_000;
/// Largest answer the server reads from a child.
pub(crate) const MAX_ANSWER_BYTES: u64 = 5 * MIB as u64;

/// Most rows of a sheet.
pub(crate) const MAX_SHEET_ROWS: usize = 20_000;
/// Most columns of a sheet.
pub(crate) const MAX_SHEET_COLUMNS: usize = 60;

/// Most pages of a PDF.
pub(crate) const MAX_PAGES: usize = 200;
/// Largest unpacked content of one page or form, and largest unpacked object stream.
pub(crate) const MAX_STREAM_BYTES: usize = 16 * MIB;
/// Most operators drawn in one document, forms counted every time they are used.
pub(crate) const MAX_OPERATORS: usize = 4_000_000;
/// Forms inside forms.
pub(crate) const MAX_FORM_DEPTH: usize = 16;

/// Most entries of a ZIP.
pub(crate) const MAX_ENTRIES: usize = 1_000;
/// Largest unpacked size of a ZIP.
pub(crate) const MAX_UNPACKED_BYTES: u64 = 100 * MIB as u64;
/// Largest ratio of unpacked to packed size.
pub(crate) const MAX_RATIO: u64 = 100;
/// Below this unpacked size the ratio is not looked at: a small page of white pixels is no bomb.
pub(crate) const RATIO_FREE_BYTES: u64 = MIB as u64;
/// Deepest nesting of XML elements.
pub(crate) const MAX_XML_DEPTH: usize = 64;

/// Memory of the child beyond its program text.
pub(crate) const CHILD_DATA_BYTES: u64 = 256 * MIB as u64;
/// Address space of the child, program text included; a second fence behind the first.
pub(crate) const CHILD_ADDRESS_BYTES: u64 = 1024 * MIB as u64;
/// Processor time of the child.
pub(crate) const CHILD_CPU_SECONDS: u64 = 10;
/// Time on the clock after which the server kills the child.
pub(crate) const WALL_CLOCK: Duration = Duration::from_secs(10);
/// Children at once.
pub(crate) const PARALLEL: usize = 2;

const MIB: usize = 1024 * 1024;
