/** Every operation of the console, by noun. Components call these and nothing below them. */
import { http } from "./client";
import type { System } from "./systemTypes";
import type {
  Application, ApplicationBody, ApplicationQuery, ApplicationRow, ApprovalMode, ApprovalRules, Assignee, BankQuery, BankQuestion,
  BankRow, Bilingual, BoleDocument, Change, Competency, CompetencyBody, CompetencyModel, CompetencyRow, Contact, Deed,
  DeliverySettings, DeliverySettingsBody, DemoEntry, Department, DepartmentBody, Enrolment, EnrolmentBody, Family, FamilyRow,
  Flow, FlowBody, FlowDocument, FlowRow, Headcount, Id, ImportColumn, Invitation, Locale, LookAlarm, MailSettings, Mark, Me,
  Message, MessageRow, Millis, NoticeKind, Notices, Operated, Organisation, OrganisationImport, Overview, Page, PastImport,
  Position, PositionBody, Problem, Question, ReleaseBody, ReleaseResult, Report, Requisition, RequisitionBody, Review, ReviewRow,
  Role, RoleRow, Running, RunningQuery, Setup, SmsSettings, SmsSettingsBody, Source, Staff, StaffBody, StaffSession, Stage,
  StayAlert, StayAlerts, Template, TemplatePreview, TemplateRow, Trail,
} from "./types";
import type { ErasureLedger, LegalHold, PrivacyRequest, SecondApproval } from "./types";

const at = encodeURIComponent;

export const access = {
  setup: () => http.get<Setup>("/setup"),
  openEnrolment: (token: string) => http.post<Enrolment>("/enrolments/open", { token }),
  completeEnrolment: (body: EnrolmentBody) => http.post<{ recovery_codes: string[] }>("/enrolments/complete", body),
  signIn: (body: { email: string; password: string; code: string }) => http.post<Me>("/sign-in", body),
  signOut: () => http.post<unknown>("/sign-out"),
  me: () => http.get<Me>("/me"),
  demo: (token: string) => http.get<DemoEntry>("/demo", { token }),
  enterDemo: (token: string, staff_id: Id) => http.post<Me>("/demo/enter", { token, staff_id }),
  removeDemo: () => http.post<unknown>("/demo/remove"),
};

export const preview = {
  begin: (role: Role, department_id: Id | null) => http.post<Me>("/view-as", { role, department_id }),
  end: () => http.post<Me>("/view-as/end"),
};

export const looks = {
  get: () => http.get<{ contacts_a_day: number }>("/settings/looks"),
  set: (contacts_a_day: number) => http.put<{ contacts_a_day: number }>("/settings/looks", { contacts_a_day }),
  alarms: () => http.get<Page<LookAlarm>>("/look-alarms"),
};

export const overview = { get: () => http.get<Overview>("/overview") };

export const staff = {
  list: () => http.get<Page<Staff>>("/staff"),
  create: (body: StaffBody) => http.post<{ staff: Staff; activation_link: string }>("/staff", body),
  change: (id: Id, role: Role, department_id: Id | null) => http.put<Staff>(`/staff/${at(id)}`, { role, department_id }),
  sessions: (id: Id) => http.get<Page<StaffSession>>(`/staff/${at(id)}/sessions`),
  endSession: (id: Id, session: string) => http.post<Page<StaffSession>>(`/staff/${at(id)}/sessions/${at(session)}/end`),
  roles: () => http.get<Page<RoleRow>>("/roles"),
  revoke: (id: Id) => http.post<unknown>(`/staff/${at(id)}/revoke`),
  reinstate: (id: Id) => http.post<unknown>(`/staff/${at(id)}/reinstate`),
  reset: (id: Id) => http.post<{ activation_link: string }>(`/staff/${at(id)}/reset`),
};

export const departments = {
  list: () => http.get<Page<Department>>("/departments"),
  listAll: () => http.get<Page<Department>>("/departments", { closed: "true" }),
  create: (body: DepartmentBody) => http.post<Department>("/departments", body),
  update: (id: Id, body: DepartmentBody) => http.put<Department>(`/departments/${at(id)}`, body),
  close: (id: Id) => http.post<Department>(`/departments/${at(id)}/close`),
  reopen: (id: Id) => http.post<Department>(`/departments/${at(id)}/reopen`),
};

export const organisation = { asOf: (date: string) => http.get<Organisation>("/organisation", { as_of: date }) };

export const positions = {
  list: () => http.get<Page<Position>>("/positions"),
  listAll: () => http.get<Page<Position>>("/positions", { closed: "true" }),
  headcount: (id: Id, wanted: number, requisition?: Id) => http.get<Headcount>(`/positions/${at(id)}/headcount`, { wanted, requisition }),
  close: (id: Id) => http.post<Position>(`/positions/${at(id)}/close`),
  reopen: (id: Id) => http.post<Position>(`/positions/${at(id)}/reopen`),
  create: (body: PositionBody) => http.post<Position>("/positions", body),
  update: (id: Id, body: PositionBody) => http.put<Position>(`/positions/${at(id)}`, body),
};

export const library = {
  list: () => http.get<Page<FamilyRow>>("/library"),
  get: (family: string) => http.get<Family>(`/library/${at(family)}`),
};

export const flows = {
  list: () => http.get<Page<FlowRow>>("/flows"),
  get: (id: Id) => http.get<Flow>(`/flows/${at(id)}`),
  create: (body: FlowBody) => http.post<Flow>("/flows", body),
  saveDraft: (id: Id, revision: number, document: FlowDocument) =>
    http.put<{ revision: number; problems: Problem[] }>(`/flows/${at(id)}/draft`, { revision, document }),
  check: (document: FlowDocument) => http.post<{ problems: Problem[] }>("/flows/check", { document }),
  publish: (id: Id, revision: number, note: string) => http.post<{ id: Id; number: number }>(`/flows/${at(id)}/publish`, { revision, note }),
  revert: (id: Id, version_id: Id) => http.post<Flow>(`/flows/${at(id)}/revert`, { version_id }),
  useModel: (id: Id, revision: number, model_id: Id) => http.post<Flow>(`/flows/${at(id)}/model`, { revision, model_id }),
};

export const competencies = {
  list: () => http.get<Page<CompetencyRow>>("/competency-models"),
  get: (id: Id) => http.get<Competency>(`/competency-models/${at(id)}`),
  create: (body: CompetencyBody) => http.post<Competency>("/competency-models", body),
  saveDraft: (id: Id, body: { revision: number; name: Bilingual; source: Source; model: CompetencyModel }) =>
    http.put<{ revision: number; problems: Problem[] }>(`/competency-models/${at(id)}/draft`, body),
  publish: (id: Id, revision: number, note: string) => http.post<Competency>(`/competency-models/${at(id)}/publish`, { revision, note }),
  compare: (id: Id, from: number, to?: number) => http.get<{ changes: Change[] }>(`/competency-models/${at(id)}/compare`, { from, to }),
};

export const bank = {
  list: (query: BankQuery) => http.get<Page<BankRow>>("/bank-questions", { ...query }),
  get: (id: Id) => http.get<BankQuestion>(`/bank-questions/${at(id)}`),
  create: (body: { department_id: Id | null; family: string; question: Question }) => http.post<BankQuestion>("/bank-questions", body),
  update: (id: Id, number: number, question: Question) => http.put<BankQuestion>(`/bank-questions/${at(id)}`, { number, question }),
  archive: (id: Id) => http.post<BankQuestion>(`/bank-questions/${at(id)}/archive`),
  restore: (id: Id) => http.post<BankQuestion>(`/bank-questions/${at(id)}/restore`),
};

export const requisitions = {
  list: (status?: string) => http.get<Page<Requisition>>("/requisitions", { status }),
  get: (id: Id) => http.get<Requisition>(`/requisitions/${at(id)}`),
  create: (body: RequisitionBody) => http.post<Requisition>("/requisitions", body),
  update: (id: Id, body: RequisitionBody) => http.put<Requisition>(`/requisitions/${at(id)}`, body),
  request: (id: Id) => http.post<Requisition>(`/requisitions/${at(id)}/request`),
  withdraw: (id: Id) => http.post<Requisition>(`/requisitions/${at(id)}/withdraw`),
  approve: (id: Id, reason: string) => http.post<Requisition>(`/requisitions/${at(id)}/approve`, { reason: reason || null }),
  sendBack: (id: Id, reason: string) => http.post<Requisition>(`/requisitions/${at(id)}/return`, { reason }),
  open: (id: Id) => http.post<Requisition>(`/requisitions/${at(id)}/open`),
  close: (id: Id) => http.post<Requisition>(`/requisitions/${at(id)}/close`),
  reopen: (id: Id) => http.post<Requisition>(`/requisitions/${at(id)}/reopen`),
};

export const approvals = {
  rules: () => http.get<ApprovalRules>("/approval-rules"),
  put: (body: { department_id: Id | null; mode: ApprovalMode; approvers: Id[] | null }) => http.put<ApprovalRules>("/approval-rules", body),
};

const IMPORTS = "/organisation-imports";
export const imports = {
  list: () => http.get<Page<PastImport>>(IMPORTS),
  get: (id: Id) => http.get<OrganisationImport>(`${IMPORTS}/${at(id)}`),
  template: (locale: string) => http.blob(`${IMPORTS}/template`, { locale }),
  upload: (file: File) => {
    const body = new FormData();
    body.append("file", file);
    return http.post<OrganisationImport>(IMPORTS, body);
  },
  setColumns: (id: Id, columns: (ImportColumn | null)[]) => http.put<OrganisationImport>(`${IMPORTS}/${at(id)}/columns`, { columns }),
  fix: (id: Id, body: { row: number; column: ImportColumn; value: string; everywhere: boolean }) =>
    http.post<OrganisationImport>(`${IMPORTS}/${at(id)}/fix`, body),
  commit: (id: Id, leave_out_faulty: boolean) => http.post<OrganisationImport>(`${IMPORTS}/${at(id)}/commit`, { leave_out_faulty }),
  undo: (id: Id) => http.post<OrganisationImport>(`${IMPORTS}/${at(id)}/undo`),
};

export const documents = {
  upload: (file: File) => {
    const body = new FormData();
    body.append("file", file);
    return http.post<BoleDocument>("/documents", body);
  },
  link: (id: Id) => http.post<{ url: string }>(`/documents/${at(id)}/link`),
};

export const applications = {
  list: (query: ApplicationQuery) => http.get<Page<ApplicationRow>>("/applications", { ...query }),
  get: (id: Id) => http.get<Application>(`/applications/${at(id)}`),
  create: (body: ApplicationBody) => http.post<Application>("/applications", body),
  contact: (id: Id) => http.get<Contact>(`/applications/${at(id)}/contact`),
  remark: (id: Id, text: string) => http.post<unknown>(`/applications/${at(id)}/remarks`, { text }),
  assignees: () => http.get<Page<Assignee>>("/assignees"),
  assign: (id: Id, staff_ids: Id[]) => http.put<Application>(`/applications/${at(id)}/assignees`, { staff_ids }),
  moveTo: (id: Id, stage: Stage, reason?: string) => http.post<unknown>(`/applications/${at(id)}/stage`, { stage, reason }),
  invite: (id: Id, body: { locale: Locale; note?: string }) =>
    http.post<{ invitation: Invitation; link: string }>(`/applications/${at(id)}/invite`, body),
  withdrawInvitation: (id: Id, reason: string) => http.post<unknown>(`/invitations/${at(id)}/withdraw`, { reason }),
  report: (id: Id, edition: string, locale: string) => http.get<Report>(`/applications/${at(id)}/report`, { edition, locale }),
  reportFile: (id: Id, edition: string, locale: string) => http.blob(`/applications/${at(id)}/report.pdf`, { edition, locale }),
  receipt: (assessmentId: Id) => http.blob(`/assessments/${at(assessmentId)}/receipt`),
};

export const sessions = {
  running: (query: RunningQuery) => http.get<Running>("/sessions/running", { ...query }),
  extend: (id: Id, minutes: number, reason: string) => http.post<unknown>(`/sessions/${at(id)}/extend`, { minutes, reason }),
  reopen: (id: Id, reason: string) => http.post<unknown>(`/sessions/${at(id)}/reopen`, { reason }),
  extendMany: (body: { session_ids?: Id[]; all?: boolean; minutes: number; reason: string }) =>
    http.post<{ results: Operated[] }>("/sessions/extend-many", body),
  deeds: (cursor?: string) => http.get<Page<Deed>>("/sessions/deeds", { cursor, limit: 20 }),
  resync: (id: Id) => http.post<{ repaired: boolean; findings: string[]; status: string }>(`/sessions/${at(id)}/resync`),
};

export const alerts = {
  list: (query: { open?: string; cursor?: string; limit?: number }) => http.get<StayAlerts>("/alerts", { ...query }),
  acknowledge: (id: Id) => http.post<StayAlert>(`/alerts/${at(id)}/acknowledge`),
  setLimit: (limit_seconds: number) => http.put<{ limit_seconds: number }>("/settings/monitor", { limit_seconds }),
};

export const reviews = {
  list: (cursor?: string) => http.get<Page<ReviewRow>>("/reviews", { cursor }),
  get: (sessionId: Id) => http.get<Review>(`/reviews/${at(sessionId)}`),
  mark: (sessionId: Id, marks: Mark[]) => http.post<Review>(`/reviews/${at(sessionId)}/marks`, { marks }),
  openEvidence: (sessionId: Id, dimension: string) => http.post<unknown>(`/reviews/${at(sessionId)}/open-evidence`, { dimension }),
  adjust: (sessionId: Id, body: { dimension: string; score: number; reason: string }) =>
    http.post<Review>(`/reviews/${at(sessionId)}/adjust`, body),
  release: (sessionId: Id, body: ReleaseBody) => http.post<Review>(`/reviews/${at(sessionId)}/release`, body),
  releaseMany: (session_ids: Id[]) => http.post<{ results: ReleaseResult[] }>("/reviews/release-many", { session_ids }),
};

export const messages = {
  list: (cursor?: string) => http.get<Page<MessageRow>>("/messages", { cursor }),
  get: (id: Id) => http.get<Message>(`/messages/${at(id)}`),
  retry: (id: Id) => http.post<unknown>(`/messages/${at(id)}/retry`),
  resend: (id: Id) => http.post<unknown>(`/messages/${at(id)}/resend`),
  of: (applicationId: Id) => http.get<Page<MessageRow>>(`/applications/${at(applicationId)}/messages`),
};

export const notices = {
  list: () => http.get<Notices>("/notices"),
  read: (ids: Id[]) => http.post<Notices>("/notices/read", { ids }),
  mute: (kinds: NoticeKind[]) => http.put<Notices>("/notices/muted", { kinds }),
};

export const templates = {
  list: () => http.get<Page<TemplateRow>>("/message-templates"),
  get: (key: string) => http.get<Template>(`/message-templates/${at(key)}`),
  preview: (key: string, body: { locale: Locale; subject: string; body: string }) =>
    http.post<TemplatePreview>(`/message-templates/${at(key)}/preview`, body),
  save: (key: string, body: { locale: Locale; subject: string; body: string; number: number }) =>
    http.put<Template>(`/message-templates/${at(key)}`, body),
  restore: (key: string, body: { locale: Locale; restore: number; number: number }) =>
    http.post<Template>(`/message-templates/${at(key)}/restore`, body),
};

export const mail = {
  get: () => http.get<MailSettings>("/settings/mail"),
  save: (body: Omit<MailSettings, "has_password"> & { password?: string }) => http.put<MailSettings>("/settings/mail", body),
  test: (to: string) => http.post<{ ok: boolean; error?: string | null }>("/settings/mail/test", { to }),
};

export const system = {
  get: () => http.get<System>("/system"),
  backup: () => http.post<void>("/system/backups", {}),
};

export const sms = {
  get: () => http.get<SmsSettings>("/settings/sms"),
  save: (body: SmsSettingsBody) => http.put<SmsSettings>("/settings/sms", body),
  test: (to: string) => http.post<{ ok: boolean; error: string | null }>("/settings/sms/test", { to }),
};

export const delivery = {
  get: () => http.get<DeliverySettings>("/settings/delivery"),
  save: (body: DeliverySettingsBody) => http.put<DeliverySettings>("/settings/delivery", body),
}

export const privacy = {
  requests: () => http.get<Page<PrivacyRequest>>("/privacy-requests"),
  carryOut: (id: Id) => http.post<PrivacyRequest>(`/privacy-requests/${at(id)}/carry-out`),
  refuseRequest: (id: Id, reason: string) => http.post<PrivacyRequest>(`/privacy-requests/${at(id)}/refuse`, { reason }),
  approvals: () => http.get<Page<SecondApproval>>("/second-approvals"),
  approve: (id: Id) => http.post<SecondApproval>(`/second-approvals/${at(id)}/approve`),
  refuse: (id: Id) => http.post<SecondApproval>(`/second-approvals/${at(id)}/refuse`),
  holds: () => http.get<Page<LegalHold>>("/legal-holds"),
  hold: (candidate_id: Id, reason: string) => http.post<LegalHold>("/legal-holds", { candidate_id, reason }),
  lift: (id: Id) => http.post<LegalHold>(`/legal-holds/${at(id)}/lift`),
  ledger: () => http.get<ErasureLedger>("/erasures"),
  askErasure: (candidate: Id, reason: string) => http.post<SecondApproval>(`/candidates/${at(candidate)}/erasure`, { reason }),
};

export const trail = { list: (cursor?: string) => http.get<Trail>("/trail", { cursor }) };

/** An instant one day after `now`, for defaults of dates; kept here so that units stay in one place. */
export const DAY_MS: Millis = 86_400_000;
