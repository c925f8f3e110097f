/** Messages, templates, notices and how they are delivered, as the server sends them. */
import type { Id, Locale, Millis } from "./types";

export type MessageStatus = "dropped" | "held" | "waiting" | "sent" | "failed";
export interface MessageRow {
  id: Id; to_masked: string; kind: string; channel: Channel; subject: string; status: MessageStatus; attempts: number; last_error: string | null; next_attempt_at: Millis | null; parts: number; is_fallback: boolean;
  created_at: Millis; sent_at: Millis | null; application_id: Id | null; actions?: string[];
}
export interface Message extends MessageRow { body: string | null }
export type NoticeKind = "review_waiting" | "appeal" | "message_failed" | "requisition_approval" | "second_approval" | "stay_alert";
export interface Notice {
  id: Id; kind: NoticeKind; subject_id: string; application_id: Id | null; name: string | null; job_title: string | null; at: Millis; is_read: boolean;
}
export interface Notices { items: Notice[]; unread: number; kinds: NoticeKind[]; muted: NoticeKind[] }
export type Channel = "mail" | "sms";
export interface SmsSettings {
  url: string; key_id: string; has_secret: boolean; sign_name: string; templates: Record<string, string>; kinds: string[]; is_private: boolean;
  prefixes: string[]; daily_cap: number; used_today: number; resets_at: Millis;
}
export interface SmsSettingsBody {
  url: string; key_id: string; secret?: string; sign_name: string; templates: Record<string, string>; is_private: boolean; prefixes: string[];
  daily_cap: number;
}
export interface QuietHours { from_minute: number; until_minute: number }
export interface DeliverySettingsBody { preferred: Channel; quiet: QuietHours | null }
export interface DeliverySettings extends DeliverySettingsBody { time_zone: string; has_mail: boolean; has_sms: boolean }
export interface TemplateRow { key: string; kind: string; channel: Channel; changed: Locale[]; updated_at: Millis | null }
export interface TemplateText { locale: Locale; number: number; subject: string; body: string; is_supplied: boolean }
export interface TemplateVersion extends TemplateText { at: Millis | null; by: string | null }
export interface Template {
  key: string; kind: string; channel: Channel; names: { name: string; is_required: boolean; in_subject: boolean }[];
  texts: TemplateText[]; versions: TemplateVersion[]; actions: string[];
}
export interface TemplateProblem { part: "subject" | "body"; code: string; params: Record<string, unknown> }
export interface TemplatePreview {
  subject: string | null; body: string | null; characters: number; parts: number | null; sign_name: string | null; problems: TemplateProblem[];
}
