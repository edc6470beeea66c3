/** `VerificationInfo.ErrorType` of a replicated DKIM key, in words (SES API v2, VerificationInfo). */
export const REPLICATION_ERRORS: Readonly<Record<string, string>> = {
  REPLICATION_ACCESS_DENIED: 'access to the DKIM key of the parent Region is denied',
  REPLICATION_PRIMARY_NOT_FOUND: 'the parent Region has no identity of this name',
  REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED:
    'the identity of the parent Region has its own key (BYODKIM)',
  REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED:
    'the identity of the parent Region is a replica itself',
  REPLICATION_PRIMARY_INVALID_REGION: 'the parent Region does not support replication',
};
