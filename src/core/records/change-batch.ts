/** One change of `ChangeResourceRecordSets` (Route 53 API reference, ChangeBatch). */
export interface BatchChange {
  readonly Action: 'CREATE' | 'UPSERT' | 'DELETE';
  readonly ResourceRecordSet: {
    readonly Name: string;
    readonly Type: string;
    readonly TTL: number;
    readonly ResourceRecords: readonly { readonly Value: string }[];
  };
}

/** `name` without the final dot, `values` in presentation form, all of the set. */
export function batchChange(
  action: BatchChange['Action'],
  name: string,
  type: string,
  ttl: number,
  values: readonly string[],
): BatchChange {
  return {
    Action: action,
    ResourceRecordSet: {
      Name: `${name}.`,
      Type: type,
      TTL: ttl,
      ResourceRecords: values.map((value) => ({ Value: value })),
    },
  };
}
