// What a program can say with the types that openapi-typescript makes of the
// document in the open form: any code may come, and each error has its type.
import type { components, paths } from "./api";

type Answers = paths["/parcels/{parcel_id}/label"]["post"]["responses"];
type Body = Answers[409]["content"]["application/json"];
type Locked = components["schemas"]["ParcelLockedError"];

function isLocked(body: Body | Locked): body is Locked {
  return body.error === "parcel_locked";
}

export function why(body: Body): string {
  const code: string = body.error;
  // @ts-expect-error it can be any text
  const known: "parcel_locked" | "parcel_already_sent" | "parcel_frozen" = body.error;
  if (isLocked(body)) {
    // @ts-expect-error another error has this member
    body.details.left_at;
    return body.details.by ?? "";
  }
  return code + known;
}
