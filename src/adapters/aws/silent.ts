/** A logger for the SDK, which writes to stderr where it has none: what matters is reported in this tool's own words. */
export const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
