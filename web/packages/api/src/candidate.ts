/** The operations of the candidate host, one function each. */

import type { Client } from "./client.ts";
import type {
  ApplicationView,
  CodeRequestView,
  Command,
  CommandsView,
  HeartbeatView,
  InterviewView,
  InvitationView,
  Locale,
  LookView, MyDataView, NoticesView,
  ReportView,
  WatchView,
} from "./types.ts";

export function candidateApi(client: Client) {
  return {
    openInvitation: (token: string) => client.post<InvitationView>("/invitations/open", { token }),
    requestCode: (token: string, contact: string) => client.post<CodeRequestView>("/codes", { token, contact }),
    verifyCode: (request_id: string, token: string, code: string) =>
      client.post<unknown>("/codes/verify", { request_id, token, code }),
    interview: () => client.get<InterviewView>("/interview"),
    commands: (client_id: string, commands: Command[], keepalive = false) =>
      client.post<CommandsView>("/interview/commands", { client_id, commands }, { keepalive }),
    heartbeat: (client_id: string, backlog: number) =>
      client.post<HeartbeatView>("/interview/heartbeat", { client_id, backlog }),
    looks: () => client.get<{ items: LookView[] }>("/application/looks"),
    /** Answers when staff or a rule did something since `mark`, or after a quarter of a minute. */
    watch: (mark: number) => client.post<WatchView>("/interview/watch", { mark }, { timeoutMs: 30_000 }),
    application: () => client.get<ApplicationView>("/application"),
    notices: () => client.get<NoticesView>("/application/notices"),
    readNotices: () => client.post<NoticesView>("/application/notices/read", {}),
    appeal: (reason: string, idempotencyKey: string) =>
      client.post<unknown>("/application/appeal", { reason }, { idempotencyKey }),
    withdraw: (reason: string, idempotencyKey: string) =>
      client.post<unknown>("/application/withdraw", { reason }, { idempotencyKey }),
    report: (locale: Locale) => client.get<ReportView>(`/application/report?locale=${locale}`),
    reportPdf: (locale: Locale) =>
      client.file(`/application/report.pdf?locale=${locale}`, { accept: "application/pdf, application/json" }),
    myData: () => client.get<MyDataView>("/my-data"),
    deleteMyData: (reason: string, idempotencyKey: string) =>
      client.post<MyDataView>("/my-data/delete", { reason }, { idempotencyKey }),
    requestOwn: (kind: "correct" | "person", words: string, idempotencyKey: string) =>
      client.post<MyDataView>("/my-data/requests", { kind, words }, { idempotencyKey }),
    withdrawConsent: (id: string) => client.post<MyDataView>(`/my-data/consents/${encodeURIComponent(id)}/withdraw`, {}),
    setPlace: (region: string | null) => client.post<MyDataView>("/my-data/place", { region }),
    myDataCopy: (locale: Locale) => client.file(`/my-data/copy?locale=${locale}`),
    myDataPdf: (locale: Locale) => client.file(`/my-data/copy.pdf?locale=${locale}`, { accept: "application/pdf, application/json" }),
    myDocument: (id: string) => client.get<{ url: string }>(`/my-data/documents/${encodeURIComponent(id)}`),
    rename: (name: string) => client.post<MyDataView>("/my-data/name", { name }),
    changeContact: (contact: string) => client.post<CodeRequestView>("/my-data/contact", { contact }),
    confirmContact: (request_id: string, code: string) => client.post<MyDataView>("/my-data/contact/confirm", { request_id, code }),
    signOut: () => client.post<unknown>("/candidate/sign-out", {}),
  };
}

export type CandidateApi = ReturnType<typeof candidateApi>;
