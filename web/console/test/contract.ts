/**
 * Holds the console's types against those generated from `openapi.json`; `npm run check` fails where they part.
 *
 * The console's are narrower on purpose: the server always writes `null`, and some of its codes are plain strings there.
 */
import type { components } from "../../packages/api/src/schema.d.ts";
import type * as system from "../src/api/systemTypes";
import type * as client from "../src/api/types";

type Server = components["schemas"];

/** `true` when the server knows every field the console reads, else the names of those it does not. */
type Reads<Client, View> = [Exclude<keyof Client, keyof View>] extends [never] ? true : Exclude<keyof Client, keyof View>;
/** `true` when the server takes what the console writes. */
type Writes<Client, Body> = Client extends Body ? true : never;
/** `true` when two sets of codes are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : [A, B];

export const access: [
  Reads<client.Setup, Server["SetupView"]>,
  Reads<client.Enrolment, Server["EnrolmentView"]>,
  Reads<client.Me, Server["MeView"]>,
  Reads<client.ModuleSwitch, Server["ModuleView"]>,
  Reads<client.QuestionStatistics, Server["QuestionStatisticsView"]>,
  Same<client.ModuleKey, Server["Module"]>,
  Reads<client.DemoEntry, Server["DemoView"]>,
  Reads<client.DemoEntry["staff"][number], Server["DemoStaffView"]>,
  Reads<client.DemoEntry["candidate_links"][number], Server["DemoCandidateView"]>,
  Writes<client.EnrolmentBody, Server["CompleteBody"]>,
  Same<client.Role, Server["Role"]>,
] = [true, true, true, true, true, true, true, true, true, true, true];

export const organisation: [
  Reads<client.Overview, Server["OverviewView"]>,
  Reads<client.Overview["checklist"][number], Server["ChecklistItemView"]>,
  Reads<client.Requisition, Server["RequisitionView"]>,
  Reads<client.Seats, Server["SeatCounts"]>,
  Reads<client.Counts, Server["CountsView"]>,
  Reads<client.Department, Server["DepartmentView"]>,
  Reads<client.Position, Server["PositionView"]>,
  Reads<client.Staff, Server["StaffView"]>,
  Writes<client.RequisitionBody, Server["RequisitionBody"]>,
  Writes<client.PositionBody, Server["PositionBody"]>,
  Writes<client.StaffBody, Server["NewStaffBody"]>,
] = [true, true, true, true, true, true, true, true, true, true, true];

export const flow: [
  Reads<client.FlowRow, Server["FlowRowView"]>,
  Reads<client.FlowVersionRow, Server["FlowVersionRowView"]>,
  Reads<client.Flow, Server["FlowView"]>,
  Reads<client.FamilyRow, Server["FamilyView"]>,
  Reads<client.Family, Server["FamilyContentView"]>,
  Reads<client.Problem, Server["Problem"]>,
  Writes<client.FlowBody, Server["NewFlowBody"]>,
  Writes<client.FlowDocument, Server["FlowDocument"]>,
  Same<client.Audience, Server["Audience"]>,
  Same<client.QuestionKind, Server["QuestionKind"]>,
] = [true, true, true, true, true, true, true, true, true, true];

export const application: [
  Reads<client.BoleDocument, Server["DocumentView"]>,
  Reads<client.BoleDocument["profile"], Server["ProfileView"]>,
  Reads<client.Found, Server["FoundView"]>,
  Reads<NonNullable<client.BoleDocument["duplicates"]>[number], Server["DuplicateView"]>,
  Reads<client.ApplicationRow, Server["ApplicationRowView"]>,
  Reads<client.Application, Server["ApplicationView"]>,
  Reads<client.Invitation, Server["InvitationView"]>,
  Reads<client.SessionRow, Server["SessionRef"]>,
  Reads<client.Answer, Server["AnswerView"]>,
  Reads<client.Remark, Server["RemarkView"]>,
  Reads<client.HistoryEntry, Server["HistoryView"]>,
  Reads<client.Released, Server["ReleasedView"]>,
  Writes<client.ApplicationBody, Server["NewApplicationBody"]>,
  Same<client.Stage, Server["Stage"]>,
  Same<client.SessionStatus, Server["Status"]>,
  Same<client.Outcome, Server["Outcome"]>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

export const review: [
  Reads<client.AssessmentView, Server["AssessmentView"]>,
  Reads<client.Assessment, Server["Assessment"]>,
  Reads<client.DimensionScore, Server["DimensionScore"]>,
  Reads<client.Evidence, Server["Evidence"]>,
  Reads<client.AnswerFinding, Server["AnswerFinding"]>,
  Reads<client.Adjustment, Server["AdjustmentView"]>,
  Reads<client.ReviewRow, Server["ReviewRowView"]>,
  Reads<client.Review, Server["ReviewView"]>,
  Reads<client.Mark, Server["MarkView"]>,
  Reads<client.ReleaseResult, Server["ReleasedRowView"]>,
  Writes<client.ReleaseBody, Server["ReleaseBody"]>,
  Same<client.ReviewReason, Server["ReviewReason"]>,
  Same<client.Effect, Server["Effect"]>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true];

export const rest: [
  Reads<client.Running, Server["RunningView"]>,
  Reads<client.RunningSession, Server["RunningRow"]>,
  Reads<client.RunningCounts, Server["RunningCounts"]>,
  Reads<client.StayAlert, Server["AlertRow"]>,
  Reads<client.Operated, Server["OperatedRow"]>,
  Reads<client.Deed, Server["DeedRow"]>,
  Reads<client.Report, Server["ReportView"]>,
  Reads<client.ReportDimension, Server["ReportDimensionView"]>,
  Reads<client.Message, Server["MessageView"]>,
  Reads<client.MailSettings, Server["MailSettingsView"]>,
  Reads<client.Trail["items"][number], Server["TrailRow"]>,
  Reads<NonNullable<client.Trail["head"]>, Server["TrailHeadView"]>,
  Reads<client.TemplateRow, Server["TemplateRowView"]>,
  Reads<client.Template, Server["TemplateView"]>,
  Reads<client.TemplatePreview, Server["TemplatePreviewView"]>,
  Reads<client.Notices, Server["NoticesView"]>,
  Reads<client.SmsSettings, Server["SmsSettingsView"]>,
  Writes<client.SmsSettingsBody, Server["SmsSettingsBody"]>,
  Reads<client.DeliverySettings, Server["DeliverySettingsView"]>,
  Writes<client.DeliverySettingsBody, Server["DeliverySettingsBody"]>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

export const bulk: [
  Reads<client.TagRow, Server["TagRowView"]>,
  Reads<client.Tag, Server["TagView"]>,
  Reads<client.TableViews, Server["TableViewsView"]>,
  Reads<client.TableView, Server["TableViewView"]>,
  Writes<client.TableViewBody, Server["TableViewBody"]>,
  Same<client.TagColor, Server["TagColor"]>,
  Same<client.TableColumn, Server["TableColumn"]>,
  Same<client.ApplicationSource, Server["ApplicationSource"]>,
  Reads<client.BulkRun, Server["BulkRunView"]>,
  Reads<client.BulkCounts, Server["BulkCountsView"]>,
  Reads<client.BulkItem, Server["BulkItemView"]>,
  Reads<client.BulkPreview, Server["BulkPreviewView"]>,
  Reads<client.LeftOut, Server["LeftOutView"]>,
  Reads<client.BulkLetter, Server["BulkLetterView"]>,
  Writes<client.BulkTask, Server["BulkTaskBody"]>,
  Same<client.BulkKind, Server["BulkKind"]>,
  Same<client.BulkItemState, Server["BulkItemState"]>,
  Reads<client.ExportRow, Server["ExportView"]>,
  Writes<Omit<client.ExportBody, "selection">, Omit<Server["ExportBody"], "selection">>,
  Same<client.ExportState, Server["ExportState"]>,
  Reads<client.InviteRule, Server["InviteRuleView"]>,
  Reads<client.RuleAnswer, Server["InviteRuleAnswerView"]>,
  Reads<client.InviteRulePreview, Server["InviteRulePreviewView"]>,
  Writes<client.InviteRuleBody, Server["InviteRuleBody"]>,
  Same<client.Verdict, Server["RequirementVerdict"]>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

export const running: [
  Reads<system.System, Server["SystemView"]>,
  Reads<system.SystemService, Server["ServiceView"]>,
  Same<system.ServiceState, Server["ServiceState"]>,
] = [true, true, true];

export const privacy: [
  Reads<client.PrivacyRequest, Server["PrivacyRequestView"]>,
  Reads<client.SecondApproval, Server["SecondApprovalView"]>,
  Reads<client.LegalHold, Server["LegalHoldView"]>,
  Reads<client.ErasureLedger, Server["ErasureLedgerView"]>,
  Reads<client.ErasureLine, Server["ErasureView"]>,
  Reads<client.Consent, Server["ConsentView"]>,
  Reads<client.RegionSettings, Server["RegionSettingsView"]>,
  Reads<client.DepartmentRegion, Server["DepartmentRegionView"]>,
  Writes<client.RegionSettingsBody, Server["RegionSettingsBody"]>,
  Same<client.Region, Server["Region"]>,
  Same<client.DataClass, Server["DataClass"]>,
  Same<client.RegionNotice, Server["RegionNotice"]>,
  Same<client.ConsentPurpose, Server["ConsentPurpose"]>,
  Same<client.SecondApprovalKind, Server["SecondApprovalKind"]>,
  Same<client.SecondApproval["state"], Server["SecondApprovalState"]>,
  Same<client.LegalHold["state"], Server["LegalHoldState"]>,
  Same<client.PrivacyRequest["kind"], Server["PrivacyRequestKind"]>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];

export const retention: [
  Reads<client.Retention, Server["RetentionView"]>,
  Reads<client.RetentionClassRow, Server["RetentionClassView"]>,
  Reads<client.RetentionEffect, Server["RetentionEffectView"]>,
  Reads<client.RetentionPerson, Server["RetentionPersonView"]>,
  Reads<client.RetentionRun, Server["RetentionRunView"]>,
  Same<client.RetentionClass, Server["RetentionClass"]>,
  Same<client.RetentionExemption, Server["RetentionExemption"]>,
] = [true, true, true, true, true, true, true];
