//! All routes, one file per noun. A route is listed under the host it is served on.

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::server::Http;

mod alert;
mod application;
mod approval;
mod assignment;
mod bank;
mod bulk;
mod candidate_access;
mod candidate_page;
mod competency;
mod delivery_settings;
mod demo;
mod department;
mod document;
mod enrolment;
mod export;
mod flow;
mod import;
mod interview;
mod invitation;
mod invite_rule;
mod library;
pub mod live;
mod look;
mod mail_settings;
mod message;
mod message_template;
mod module;
mod my_data;
mod notice;
mod organisation;
mod overview;
mod position;
mod privacy;
mod probe;
mod region;
mod report;
mod requisition;
mod retention;
mod review;
mod session;
mod sign_in;
mod sms_settings;
mod staff;
mod system;
mod table_view;
mod tag;
mod trail;
mod view_as;

/// Operations of staff, on the console's host.
pub fn console() -> OpenApiRouter<Http> {
    let nouns = [
        enrolment::console(),
        sign_in::console(),
        demo::console(),
        staff::console(),
        overview::console(),
        department::console(),
        position::console(),
        organisation::console(),
        import::console(),
        library::console(),
        competency::console(),
        bank::console(),
        flow::console(),
        requisition::console(),
        approval::console(),
        document::console(),
        application::console(),
        tag::console(),
        bulk::console(),
        export::console(),
        invite_rule::console(),
        table_view::console(),
        assignment::console(),
        invitation::console(),
        session::console(),
        alert::console(),
        review::console(),
        report::console(),
        message::console(),
        message_template::console(),
        notice::console(),
        mail_settings::console(),
        sms_settings::console(),
        delivery_settings::console(),
        trail::console(),
        view_as::console(),
        look::console(),
        privacy::console(),
        module::console(),
        retention::console(),
        region::console(),
        live::console(),
        system::console(),
    ];
    nouns.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge)
}

/// Operations of candidates, on the main host.
pub fn candidate() -> OpenApiRouter<Http> {
    candidate_access::candidate()
        .merge(interview::candidate())
        .merge(candidate_page::candidate())
        .merge(look::candidate())
        .merge(my_data::candidate())
}

/// Uploaded files, on the host without cookies.
pub fn files() -> Router<Http> {
    document::files()
}

/// Whether the server lives and can do its work, on every host.
pub fn probes() -> Router<Http> {
    probe::routes()
}
