export interface EncodingFigures {
  readonly ucs2Rows: number;
  readonly signs: readonly { sign: string; rows: number; firstLine: number }[];
  readonly savedBySmartPunctuation: number;
  readonly rowsSavedBySmartPunctuation: number;
}
