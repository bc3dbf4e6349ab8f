/** What is told of a call that has ended, in words: what the agent made of the advice. */

export const en = {
  "followed.said": "said",
  "followed.paraphrased": "followed",
  "followed.asked": "asked",
  "followed.ignored": "ignored",
  "followed.contradicted": "the opposite",
  "followed.too_late": "too late",
  "followed.unknown": "no telling",
  "followedBy.said": "The agent said",
};

export const fr = {
  "followed.said": "dit",
  "followed.paraphrased": "suivi",
  "followed.asked": "demandé",
  "followed.ignored": "ignoré",
  "followed.contradicted": "le contraire",
  "followed.too_late": "trop tard",
  "followed.unknown": "indéterminé",
  "followedBy.said": "L’agent a dit",
};

export const es = {
  "followed.said": "dicho",
  "followed.paraphrased": "seguido",
  "followed.asked": "preguntado",
  "followed.ignored": "ignorado",
  "followed.contradicted": "lo contrario",
  "followed.too_late": "demasiado tarde",
  "followed.unknown": "indeterminado",
  "followedBy.said": "El agente dijo",
};
