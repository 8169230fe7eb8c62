/** The six kinds of spec. */
export const KINDS = ['model', 'system', 'tasks', 'program', 'theory', 'study'] as const;

export type Kind = (typeof KINDS)[number];

export const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);
