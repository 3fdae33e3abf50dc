// Cases as an agency reports them. All synthetic.

import { randomInt, randomUUID } from "node:crypto";

const DAY_MS = 24 * 3600 * 1000;

export interface Applicant {
  family_name: string;
  given_name: string;
  date_of_birth: string;
  a_number?: string;
  online_access_code?: string;
}

export type CaseEvent = Record<string, unknown>;

export class AgencyCase {
  readonly accessCode = `CODE${randomInt(1000, 9999)}ABCD`;

  constructor(
    private readonly form: string,
    private readonly applicant: Applicant,
    readonly receipt = `IOE${String(randomInt(1e9)).padStart(10, "0")}`,
  ) {}

  opened(daysAgo: number): CaseEvent {
    return this.event(daysAgo, {
      kind: "case_opened",
      form: this.form,
      title: { en: "Case Was Received", es: "Recibimos su caso" },
      office: "National Benefits Center",
      applicant: { ...this.applicant, online_access_code: this.accessCode },
    });
  }

  status(daysAgo: number, title: string, more: object = {}): CaseEvent {
    return this.event(daysAgo, { kind: "status_changed", title: { en: title }, ...more });
  }

  event(daysAgo: number, fields: object): CaseEvent {
    return {
      event_id: randomUUID(),
      receipt_number: this.receipt,
      occurred_at: new Date(Date.now() - daysAgo * DAY_MS).toISOString(),
      ...fields,
    };
  }

  approved(): CaseEvent {
    return this.event(2, {
      kind: "decision_made",
      outcome: "approved",
      title: { en: "Case Was Approved", es: "Se aprobó su caso" },
    });
  }

  /** Everything that can happen to a case, so that its pages show every part they have; hostile words among it. */
  full(): CaseEvent[] {
    return [...this.usual(), this.event(30, { kind: "other", title: "A title that no glossary knows </textarea><script>" })];
  }

  /** A case in the middle of its way. */
  usual(): CaseEvent[] {
    return [
      this.opened(143),
      this.event(142, { kind: "notice_issued", notice: { kind: "I-797C", number: "NOT-1", pages: 2 } }),
      this.event(120, {
        kind: "appointment_scheduled",
        title: { en: "Biometrics Appointment Was Scheduled" },
        appointment: {
          kind: "biometrics",
          starts_at: `${day(9)}T14:30:00Z`,
          place: "Application Support Center, 26 Federal Plaza, New York",
          reference: "ASC-4711",
        },
      }),
      this.event(60, { kind: "fee_due", amount: { minor: 23500, currency: "USD" }, due_on: day(12) }),
      this.event(22, {
        kind: "evidence_requested",
        title: { en: "Request for Additional Evidence Was Sent", es: "Se envió una solicitud de evidencia adicional" },
        text: { en: "We sent a request for evidence. Send it by the date on the notice." },
        due_on: day(23),
      }),
    ];
  }
}

/** `YYYY-MM-DD` so many days from now. */
export function day(fromNow: number): string {
  return new Date(Date.now() + fromNow * DAY_MS).toISOString().slice(0, 10);
}
