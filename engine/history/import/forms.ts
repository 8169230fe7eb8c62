/** The forms in which histories are written down. */
export const HISTORY_FORMS = ['json', 'edn', 'log'] as const;

export type HistoryForm = (typeof HISTORY_FORMS)[number];
