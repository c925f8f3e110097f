/**
 * Holds the client's types against those generated from `openapi.json`; `npm run check` fails where they part.
 *
 * The client's are narrower on purpose: the server always writes `null`, and some of its codes are plain strings there.
 */
import type { components } from "../src/schema.d.ts";
import type * as client from "../src/types.ts";

type Server = components["schemas"];

/** `true` when the server knows every field the client reads, else the names of those it does not. */
type Reads<Client, View> = [Exclude<keyof Client, keyof View>] extends [never] ? true : Exclude<keyof Client, keyof View>;
/** `true` when the server takes what the client writes. */
type Writes<Client, Body> = Client extends Body ? true : never;
/** `true` when two sets of codes are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : [A, B];

export const agreed: [
  Reads<client.InvitationView, Server["InvitationCardView"]>,
  Reads<client.CodeRequestView, Server["CodeView"]>,
  Reads<client.InterviewView, Server["InterviewView"]>,
  Reads<client.InterviewState, Server["StateView"]>,
  Reads<client.CurrentStep, Server["CurrentView"]>,
  Reads<client.AskedFollowUp, Server["FollowUpView"]>,
  Reads<client.SlotState, Server["SlotView"]>,
  Reads<client.AnswerText, Server["AnswerTextView"]>,
  Reads<client.Ack, Server["AckView"]>,
  Reads<client.CommandsView, Server["CommandsView"]>,
  Reads<client.HeartbeatView, Server["HeartbeatView"]>,
  Reads<client.WatchView, Server["WatchView"]>,
  Reads<client.ApplicationView, Server["OwnApplicationView"]>,
  Reads<client.ReportView, Server["ReportView"]>,
  Reads<client.ReportDimension, Server["ReportDimensionView"]>,
  Reads<client.ReportEvidence, Server["ReportEvidenceView"]>,
  Writes<client.Command, Server["CommandBody"]>,
  Same<client.SessionStatus, Server["Status"]>,
  Same<client.Phase, Server["Phase"]>,
  Same<client.EndedBy, Server["EndedBy"]>,
  Same<client.Ack["result"], Server["AckResult"]>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];
