//! Tests that both databases must pass, and what only one of them can show. Each takes a bed of its own: an empty,
//! migrated database. Without `BOLE_TEST_POSTGRES` the PostgreSQL half says that it was skipped.

mod access;
mod alerts;
mod append;
mod approval;
mod bed;
mod company;
mod demo;
mod disk;
mod dump;
mod erasing;
mod history;
mod jobs;
mod lists;
mod opening;
mod outage;
mod outbox;
mod privacy;
mod review;
mod trail;
mod transactions;

/// One test function per name, run on the bed that the constructor makes.
macro_rules! each {
    ($bed:path; $($module:ident::{$($name:ident),+ $(,)?}),+ $(,)?) => {$($(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            if let Some(bed) = $bed().await {
                crate::$module::$name(&bed).await;
                bed.remove().await;
            }
        }
    )+)+};
}

/// The whole suite on one kind of bed.
macro_rules! all {
    ($bed:path) => {
        crate::each!($bed;
            opening::{
                a_database_opens_again_with_its_rows,
                a_newer_database_is_refused_and_left_alone,
                an_address_of_another_kind_is_refused,
            },
            append::{
                sixty_four_callers_are_answered_after_their_events_are_stored,
                appends_that_wait_are_committed_in_one_turn,
                one_conflicting_append_does_not_cost_the_others_theirs,
                appends_of_one_session_in_one_group_follow_each_other,
                drafts_are_appended_beside_a_row_that_stays_as_it_is,
                a_draft_and_a_change_in_one_group_are_both_kept,
                a_dropped_caller_does_not_take_an_accepted_append_back,
                gaps_and_empty_appends_are_malformed,
                an_append_to_a_missing_session_is_a_conflict,
                an_append_in_a_transaction_is_undone_with_it,
                sightings_move_forward_only,
                what_people_write_comes_back_as_it_was,
                a_closed_store_has_written_what_it_accepted,
            },
            transactions::{
                transactions_under_contention_lose_no_update,
                a_dropped_transaction_changes_nothing_and_blocks_nobody,
                transactions_cut_off_anywhere_leave_a_working_writer,
            },
            lists::{
                pages_stay_stable_while_rows_are_added,
                pages_by_score_end_with_those_without_one,
                filters_and_totals_agree,
                tags_sources_contacts_and_days_are_filters,
                views_are_seen_by_their_owner_and_whom_they_are_shared_with,
                a_branch_sees_itself_and_what_is_below_only,
                keys_and_rows_by_id_serve_a_sort_by_name,
                persons_are_found_by_contact_within_the_branch,
                counts_of_requisitions_come_in_one_query,
            },
            erasing::{
                erasing_reaches_every_table_that_can_hold_something_of_a_person,
            },
            company::{
                departments_move_with_their_branch,
                seats_are_counted_by_status,
                flows_list_their_newest_version,
                documents_belong_to_their_uploader_until_they_have_a_person,
                invitations_are_found_by_token_and_session,
            },
            history::{
                every_change_is_kept_with_the_time_it_was_true,
                the_past_is_seen_only_where_the_present_is,
                what_stands_on_a_department_is_counted,
                a_position_takes_everything_along_that_names_its_department,
                a_database_of_the_first_version_gets_its_history,
            },
            approval::{
                a_module_is_switched_over_and_over_and_what_waits_is_counted,
                whose_turn_it_is_follows_the_order,
                the_nearest_rule_counts,
                what_an_import_made_is_taken_back_unless_it_is_in_use,
            },
            outbox::{
                messages_come_newest_first_within_the_branch,
                remarks_come_in_order,
                the_overview_counts_within_the_branch,
                the_newest_text_of_a_template_is_the_current_one,
                short_messages_of_a_day_are_counted_by_their_parts,
            },
            review::{
                the_queue_shows_what_waits_longest_first,
                marks_views_and_adjustments_are_kept,
                a_release_replaces_the_one_before_it,
                an_assessment_replaces_the_one_before_it,
                unfinished_and_unscored_sessions_are_found,
            },
            access::{
                a_signed_in_account_is_loaded_in_one_query,
                links_and_codes_work_once,
                a_time_step_is_taken_once,
                codes_are_counted_by_contact_and_address,
                candidates_sessions_end_with_their_invitation,
                settings_answers_and_the_deployment_are_kept,
            },
            privacy::{
                a_later_answer_ends_the_earlier_one_and_both_are_kept,
                words_have_one_draft_and_each_version_once,
                erasing_takes_place_new_contact_and_own_words_along,
            },
            jobs::{
                two_workers_never_get_the_same_job,
                a_job_with_a_waiting_twin_is_not_added,
                a_failed_job_comes_back_later,
            },
            alerts::{
                a_stay_over_its_limit_is_due_until_it_has_an_alert,
                two_workers_raise_one_alert_for_one_stay,
                an_alert_is_over_when_the_candidate_has_moved_on,
                an_append_without_a_timer_leaves_the_timer_alone,
                alerts_are_listed_within_the_branch_and_acknowledged_once,
            },
            trail::{
                rows_are_numbered_in_order_and_only_once,
                checkpoints_and_ranges_serve_verification,
            },
            dump::{
                a_snapshot_loads_into_an_empty_database_row_for_row,
                a_snapshot_does_not_see_what_comes_after_it_and_stops_nobody,
                loading_refuses_a_database_with_rows_and_a_newer_version,
            },
            demo::{
                removing_the_demonstration_leaves_nothing_of_it,
                real_rows_keep_what_they_stand_on,
            },
        );
    };
}

pub(crate) use each;

/// On SQLite, in temporary files.
mod sqlite {
    all!(crate::bed::Bed::sqlite);
}

/// On PostgreSQL, in databases of their own.
mod postgres {
    all!(crate::bed::Bed::postgres);
}
