//! The Chinese font: found on the machine at run time, read once, and kept for all reports.
//!
//! It is not shipped inside the program (20 MB a weight), and a missing font is an error that says how to install it,
//! never a report full of boxes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use krilla::Data;
use krilla::text::Font;
use skrifa::MetadataProvider;
use skrifa::raw::{FileRef, FontRef};
use skrifa::string::StringId;

use crate::ReportFailure;
use crate::glyphs::{Face, Faces};

/// Where distributions put the font.
const FOLDERS: [&str; 6] = [
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
];
const REGULAR: [&str; 5] = [
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSans-Regular.ttc",
];
const BOLD: [&str; 5] = [
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJKsc-Bold.otf",
    "NotoSansSC-Bold.otf",
    "SourceHanSansSC-Bold.otf",
    "SourceHanSans-Bold.ttc",
];

/// Finds and keeps the report's font; make one for the whole program.
#[derive(Debug, Default)]
pub struct Fonts {
    folders: Vec<PathBuf>,
    loaded: OnceLock<Loaded>,
}

impl Fonts {
    /// Searches the given folders first, then the usual ones. Nothing is read before the first report.
    #[must_use]
    pub fn new(folders: Vec<PathBuf>) -> Self {
        let usual = FOLDERS.iter().map(PathBuf::from);
        Self { folders: folders.into_iter().chain(usual).collect(), loaded: OnceLock::new() }
    }

    /// Searches the given folders and no others.
    #[must_use]
    pub fn only_in(folders: Vec<PathBuf>) -> Self {
        Self { folders, loaded: OnceLock::new() }
    }

    /// Checks that a font is there, without keeping it in memory.
    pub fn check(&self) -> Result<(), ReportFailure> {
        self.find(&REGULAR).map(|_| ())
    }

    pub(crate) fn loaded(&self) -> Result<&Loaded, ReportFailure> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        // A failure is not remembered: whoever installs the font need not restart the server.
        let regular = LoadedFace::read(&self.find(&REGULAR)?)?;
        let bold = match self.find(&BOLD) {
            Ok(path) => LoadedFace::read(&path)?,
            Err(_) => regular.clone(),
        };
        Ok(self.loaded.get_or_init(|| Loaded { regular, bold }))
    }

    fn find(&self, names: &[&str]) -> Result<PathBuf, ReportFailure> {
        let candidates = names.iter().flat_map(|name| self.folders.iter().map(move |folder| folder.join(name)));
        candidates
            .into_iter()
            .find(|path| path.is_file())
            .ok_or_else(|| ReportFailure::FontMissing { looked_in: self.folders.clone() })
    }
}

/// Both weights, read.
#[derive(Debug)]
pub struct Loaded {
    regular: LoadedFace,
    bold: LoadedFace,
}

impl Loaded {
    /// The font of one weight for the PDF writer.
    pub fn font(&self, bold: bool) -> Font {
        if bold { self.bold.font.clone() } else { self.regular.font.clone() }
    }

    /// Both weights for measuring.
    pub fn faces(&self, is_western: bool) -> Result<Faces<'_>, ReportFailure> {
        Ok(Faces { regular: self.regular.face()?, bold: self.bold.face()?, is_western })
    }
}

#[derive(Clone)]
struct LoadedFace {
    path: PathBuf,
    bytes: Arc<Vec<u8>>,
    index: u32,
    font: Font,
}

impl std::fmt::Debug for LoadedFace {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}#{}", self.path.display(), self.index)
    }
}

impl LoadedFace {
    fn read(path: &Path) -> Result<Self, ReportFailure> {
        let unreadable = || ReportFailure::FontUnreadable { path: path.to_owned() };
        let bytes = Arc::new(std::fs::read(path).map_err(|_| unreadable())?);
        let index = simplified_chinese(&bytes).ok_or_else(unreadable)?;
        let data: Arc<dyn AsRef<[u8]> + Send + Sync> = bytes.clone();
        let font = Font::new(Data::from(data), index).ok_or_else(unreadable)?;
        Ok(Self { path: path.to_owned(), bytes, index, font })
    }

    fn face(&self) -> Result<Face<'_>, ReportFailure> {
        FontRef::from_index(&self.bytes, self.index)
            .map(|font| Face::new(&font))
            .map_err(|_| ReportFailure::FontUnreadable { path: self.path.clone() })
    }
}

/// The index of the simplified Chinese face in a collection: the others draw some characters in another country's way.
fn simplified_chinese(bytes: &[u8]) -> Option<u32> {
    match FileRef::new(bytes).ok()? {
        FileRef::Font(_) => Some(0),
        FileRef::Collection(collection) => (0..collection.len())
            .find(|&index| collection.get(index).is_ok_and(|font| family(&font).ends_with(" SC")))
            .or(Some(0)),
    }
}

fn family(font: &FontRef<'_>) -> String {
    font.localized_strings(StringId::FAMILY_NAME)
        .english_or_first()
        .map_or_else(String::new, |name| name.chars().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_the_font_is_told_which_package_installs_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = Fonts::only_in(vec![folder.path().to_owned()]).loaded().unwrap_err();
        assert_eq!(error.code(), "report.font_missing");
        assert!(error.to_string().contains("apt-get install fonts-noto-cjk"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_font_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(REGULAR[0]), b"no font").unwrap();
        let error = Fonts::only_in(vec![folder.path().to_owned()]).loaded().unwrap_err();
        assert_eq!(error.code(), "report.font_unreadable");
    }

    #[test]
    fn the_simplified_chinese_face_is_taken() {
        let fonts = Fonts::new(Vec::new());
        if fonts.check().is_err() {
            println!("skipped: fonts-noto-cjk is not installed");
            return;
        }
        let loaded = fonts.loaded().unwrap();
        let font = FontRef::from_index(&loaded.regular.bytes, loaded.regular.index).unwrap();
        assert!(family(&font).ends_with(" SC"), "{}", family(&font));
    }
}
