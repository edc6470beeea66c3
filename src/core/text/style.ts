/** What an output stream can show. */
export interface Style {
  readonly color: boolean;
  readonly unicode: boolean;
  /** Width in characters. */
  readonly columns: number;
}
