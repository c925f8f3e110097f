//! Regions (地区): what the law of the places involved allows, asks and limits. Of four places the strictest word counts.
//!
//! It is engineering input for counsel to check (L-CN, L-EU, L-US, L-RET-1), and no administrator can raise what is compiled
//! in here. A place that nobody has named forbids what any place forbids and keeps for as short as any place asks; the duty of
//! one named law to tell people something begins where that place is named.

use serde::{Deserialize, Serialize};

use crate::consent::Purpose;
use crate::privacy::working_days_after;
use crate::time::Millis;

/// A place with rules of its own.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// 中国大陆.
    Cn,
    /// The European Union and the European Economic Area.
    Eu,
    /// The United Kingdom.
    Uk,
    /// Illinois.
    UsIl,
    /// New York City.
    UsNyc,
    /// Colorado.
    UsCo,
    /// California.
    UsCa,
    /// The rest of the United States.
    UsOther,
    /// Anywhere else, or nobody has said.
    #[default]
    Unknown,
}

impl Region {
    /// Every region.
    pub const ALL: [Self; 9] =
        [Self::Cn, Self::Eu, Self::Uk, Self::UsIl, Self::UsNyc, Self::UsCo, Self::UsCa, Self::UsOther, Self::Unknown];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cn => "cn",
            Self::Eu => "eu",
            Self::Uk => "uk",
            Self::UsIl => "us_il",
            Self::UsNyc => "us_nyc",
            Self::UsCo => "us_co",
            Self::UsCa => "us_ca",
            Self::UsOther => "us_other",
            Self::Unknown => "unknown",
        }
    }

    /// The region of a code; what is no code is unknown, and so the strictest.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|it| it.code() == code).unwrap_or_default()
    }
}

/// What a law wants a candidate to be told before a machine scores them, each in a sentence of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RegionNotice)]
pub enum Notice {
    /// A person decides, and may be asked to explain, to look again and to do it without a machine (PIPL 24, GDPR 22).
    AutomatedDecision,
    /// NYC Local Law 144: an automated tool, what it looks at, and another way on request.
    Aedt,
    /// Illinois HB 3773: artificial intelligence takes part, and how.
    IllinoisAi,
    /// Colorado SB 26-189: notice at the point of interaction, an explanation after an adverse outcome.
    ColoradoAi,
    /// California FEHA: an automated-decision system, its records, and no disadvantage from asking for another way.
    CaliforniaAds,
}

/// The four places that matter for one application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Places {
    /// Where the work is done.
    pub job: Region,
    /// Where the candidate is.
    pub candidate: Region,
    /// Where the employer has its seat.
    pub employer: Region,
    /// Where the server stands.
    pub hosting: Region,
}

impl Places {
    /// All four.
    #[must_use]
    pub const fn all(&self) -> [Region; 4] {
        [self.job, self.candidate, self.employer, self.hosting]
    }
}

/// What is kept, by class; each class has a clock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Sent one-time codes.
    Code,
    /// Uploaded files nobody made a candidate of.
    Unassigned,
    /// Recordings, after the decision.
    Media,
    /// Photos of identity papers, after the check.
    IdentityPhoto,
    /// Contact data, résumé, answers, remarks and messages: the person, after the last decision.
    Person,
    /// Scores, outcomes and reasons by code, without the person.
    Decision,
    /// The audit trail.
    Audit,
}

impl DataClass {
    /// Every class.
    pub const ALL: [Self; 7] =
        [Self::Code, Self::Unassigned, Self::Media, Self::IdentityPhoto, Self::Person, Self::Decision, Self::Audit];
}

/// What the places together allow and ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RegionPolicy {
    /// Whether counts of faces and smiles may exist at all (L-BIO-3).
    pub face_signals: bool,
    /// Whether data may leave the country of the candidate without a consent of its own (L-CN-5). Nowhere today.
    pub may_leave_country: bool,
    /// Whether the candidate may refuse scoring by machine before it begins.
    pub may_refuse_scoring: bool,
    /// Working days between telling of automated scoring and using it.
    pub notice_working_days: u32,
    /// Within how many days an adverse result is explained in plain words.
    pub explain_within_days: u32,
    /// Within how many days what was asked to go is gone, copies included.
    pub erase_within_days: u32,
    places: Places,
}

impl RegionPolicy {
    /// The strictest of the four places' rules.
    #[must_use]
    pub fn of(places: Places) -> Self {
        let strictest = |rule: fn(Region) -> u32| places.all().into_iter().map(rule);
        Self {
            face_signals: places.all().into_iter().all(allows_face_signals),
            may_leave_country: false,
            may_refuse_scoring: true,
            notice_working_days: strictest(notice_working_days).max().unwrap_or(0),
            explain_within_days: strictest(explain_within_days).min().unwrap_or(15),
            erase_within_days: strictest(erase_within_days).min().unwrap_or(15),
            places,
        }
    }

    /// For how many days a class is kept. What is about a person goes at the earliest day, what proves a decision stays
    /// until the latest one.
    #[must_use]
    pub fn keep_days(&self, class: DataClass, has_pool_consent: bool) -> u32 {
        let days = self.places.all().map(|it| keep_days(it, class));
        match class {
            DataClass::Decision | DataClass::Audit => days.into_iter().max().unwrap_or(FOUR_YEARS),
            DataClass::Person if has_pool_consent => days.into_iter().min().unwrap_or(180).saturating_mul(2),
            _ => days.into_iter().min().unwrap_or(0),
        }
    }

    /// The consents that are asked for what a flow really does, in the order they are shown.
    #[must_use]
    pub fn consents(&self, uses: &[Purpose]) -> Vec<Purpose> {
        let is_asked = |it: &Purpose| match it {
            // Keeping in touch is something every company does and nobody has to agree to.
            Purpose::Interview | Purpose::TalentPool => true,
            Purpose::CrossBorder => self.leaves_china(),
            Purpose::AiScoring => self.may_refuse_scoring,
            Purpose::FaceCheck => self.face_signals && uses.contains(it),
            _ => uses.contains(it),
        };
        Purpose::ALL.into_iter().filter(is_asked).collect()
    }
}

impl RegionPolicy {
    /// Whether serving a candidate or a job in 中国大陆 means sending data out of it (PIPL 39: a consent of its own).
    #[must_use]
    pub fn leaves_china(&self) -> bool {
        (self.places.job == Region::Cn || self.places.candidate == Region::Cn) && self.places.hosting != Region::Cn
    }

    /// What is told before the interview, in one order.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        let named = |it: Region| self.places.all().contains(&it);
        let laws = [
            (Region::UsNyc, Notice::Aedt),
            (Region::UsIl, Notice::IllinoisAi),
            (Region::UsCo, Notice::ColoradoAi),
            (Region::UsCa, Notice::CaliforniaAds),
        ];
        let of_laws = laws.into_iter().filter(|(region, _)| named(*region)).map(|(_, notice)| notice);
        std::iter::once(Notice::AutomatedDecision).chain(of_laws).collect()
    }

    /// From when a machine may score somebody who was told of it at an instant.
    #[must_use]
    pub fn may_score_from(&self, told_at: Millis) -> Millis {
        working_days_after(told_at, self.notice_working_days)
    }
}

const FOUR_YEARS: u32 = 4 * 366;

/// Never in the EU and EEA, nor where nobody knows where it is (AI Act Art. 5; L-BIO-3). Illinois and California ask so
/// much of faces (BIPA, FEHA) that they are left out as well.
const fn allows_face_signals(region: Region) -> bool {
    !matches!(region, Region::Eu | Region::Unknown | Region::UsIl | Region::UsCa)
}

/// NYC LL144: ten business days.
const fn notice_working_days(region: Region) -> u32 {
    match region {
        Region::UsNyc => 10,
        _ => 0,
    }
}

/// PIPL and its audit practice: 15 working days, about 21 days; Colorado and the GDPR: a month.
const fn explain_within_days(region: Region) -> u32 {
    match region {
        Region::Cn | Region::Unknown => 21,
        _ => 30,
    }
}

const fn erase_within_days(region: Region) -> u32 {
    match region {
        Region::Cn | Region::Unknown => 21,
        _ => 30,
    }
}

/// L-RET-1. A person's data goes after 12 months, after 6 where the law asks for the shortest time that serves.
const fn keep_days(region: Region, class: DataClass) -> u32 {
    match class {
        DataClass::Code => 7,
        DataClass::IdentityPhoto => 1,
        DataClass::Unassigned => 30,
        DataClass::Media => match region {
            Region::UsIl | Region::Unknown => 30,
            _ => 90,
        },
        DataClass::Person => match region {
            Region::Eu | Region::Uk | Region::Unknown => 180,
            _ => 365,
        },
        DataClass::Decision | DataClass::Audit => FOUR_YEARS,
    }
}

#[cfg(test)]
mod tests;
