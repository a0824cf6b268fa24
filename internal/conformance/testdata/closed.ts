// What a program can tell apart with the types that openapi-typescript makes of
// the document in the closed form. It is compiled, and not run.
import type { paths } from "./api";

type Answers<Op> = Op extends { responses: infer R } ? R : never;
type Body<Op, Status extends keyof Answers<Op>> =
  Answers<Op>[Status] extends { content: { "application/json": infer B } } ? B : never;

type Label = paths["/parcels/{parcel_id}/label"]["post"];
type Get = paths["/parcels/{parcel_id}"]["get"];

// A status of an operation has its errors and no others.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const codes: [
  Same<Body<Label, 409>["error"], "parcel_already_sent" | "parcel_locked" | "parcel_frozen">,
  Same<Body<Label, 404>["error"], "parcel_not_found" | "printer_not_found">,
  Same<Body<Get, 404>["error"], "parcel_not_found">,
  Same<Body<Get, 401>["error"], "missing_api_key" | "expired_api_key">,
  Same<Exclude<keyof Answers<Get>, 200>, 400 | 401 | 404 | 429 | 500>,
  Same<Exclude<keyof Answers<Label>, 204>, 400 | 401 | 404 | 409 | 429 | 500>,
] = [true, true, true, true, true, true];

// A switch over the codes of a status narrows the details, and is exhaustive.
export function why(body: Body<Label, 409>): string {
  switch (body.error) {
    case "parcel_already_sent":
      // @ts-expect-error another error has this member
      body.details.by;
      return body.details.left_at;
    case "parcel_locked": {
      const by: "customs" | "sender" | undefined = body.details.by;
      // @ts-expect-error another error has this member
      body.details.left_at;
      // @ts-expect-error nobody of this name locks parcels
      return by === "police" ? "" : `${by}`;
    }
    case "parcel_frozen":
      return body.message + (body.request_id ?? "");
    // @ts-expect-error an error of another status
    case "rate_limited":
      return "";
    default: {
      const none: never = body;
      return none;
    }
  }
}

export function incomplete(body: Body<Label, 404>): string {
  switch (body.error) {
    case "parcel_not_found":
      return body.details.id;
    default:
      // @ts-expect-error printer_not_found is left
      const none: never = body;
      return none;
  }
}

// Details are typed, and so are lists of objects in them.
export function first(body: Body<Get, 400>): string {
  // @ts-expect-error it has no such member
  body.details.violations[0]?.path;
  // @ts-expect-error there may be none
  body.details.violations[0].rule.length satisfies undefined;
  return body.details.violations[0]?.pointer ?? "";
}

// The request ID may be null.
export function quote(body: Body<Get, 500>): string {
  // @ts-expect-error it may be null
  const id: string = body.request_id;
  return id;
}

// Headers are declared: one that is always sent, and one that is not.
type Headers<Op, Status extends keyof Answers<Op>> = Answers<Op>[Status] extends { headers: infer H } ? H : never;
export function wait(headers: Headers<Get, 429>): number {
  return headers["Retry-After"];
}

export { codes };
