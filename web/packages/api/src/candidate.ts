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
  MyDataView,
  ReportView,
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
    application: () => client.get<ApplicationView>("/application"),
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
    withdrawConsent: (purpose: string) => client.post<MyDataView>(`/my-data/consents/${encodeURIComponent(purpose)}/withdraw`, {}),
    setPlace: (region: string | null) => client.post<MyDataView>("/my-data/place", { region }),
    myDataCopy: () => client.file("/my-data/copy"),
    correctMyData: (body: { name: string | null; phone: string | null; email: string | null }) => client.post<MyDataView>("/my-data/correct", body),
    signOut: () => client.post<unknown>("/candidate/sign-out", {}),
  };
}

export type CandidateApi = ReturnType<typeof candidateApi>;
