/** Words of the list of calls, in each language. */

export const en = {
  wall: "Wall",
  "note.write": "A note to the agent",
  "note.forbidden": "Your key does not allow notes.",
  "calls.live": "On the line",
  "calls.history": "Earlier",
  "calls.none": "No calls yet",
  "calls.noneHint": "A call appears here as soon as it begins. To see one now, run:",
  "calls.noLive": "Nobody is on the line.",
  "calls.search": "Search what was said",
  "calls.noMatch": "No call matches.",
  "calls.lost": "The list can't be read right now. Trying again.",
  "calls.autoOpen": "Open my next call by itself",
  "calls.older": "Older calls",
  "calls.said": "{turns} {turns:turn|turns}, {advice} advised",
};

export const fr = {
  wall: "Mur",
  "note.write": "Une note à l’agent",
  "note.forbidden": "Votre clé ne permet pas les notes.",
  "calls.live": "En ligne",
  "calls.history": "Précédents",
  "calls.none": "Aucun appel",
  "calls.noneHint": "Un appel s’affiche ici dès qu’il commence. Pour en voir un maintenant :",
  "calls.noLive": "Personne n’est en ligne.",
  "calls.search": "Chercher dans ce qui a été dit",
  "calls.noMatch": "Aucun appel ne correspond.",
  "calls.lost": "La liste est illisible pour l’instant. Nouvel essai en cours.",
  "calls.autoOpen": "Ouvrir mon prochain appel tout seul",
  "calls.older": "Appels plus anciens",
  "calls.said": "{turns} {turns:tour|tours}, {advice} {advice:conseil|conseils}",
};

export const es = {
  wall: "Muro",
  "note.write": "Una nota para el agente",
  "note.forbidden": "Su clave no permite notas.",
  "calls.live": "En línea",
  "calls.history": "Anteriores",
  "calls.none": "Todavía no hay llamadas",
  "calls.noneHint": "Una llamada aparece aquí en cuanto empieza. Para ver una ahora, ejecute:",
  "calls.noLive": "No hay nadie en línea.",
  "calls.search": "Buscar en lo que se dijo",
  "calls.noMatch": "Ninguna llamada coincide.",
  "calls.lost": "No se puede leer la lista ahora mismo. Se intenta de nuevo.",
  "calls.autoOpen": "Abrir sola mi próxima llamada",
  "calls.older": "Llamadas más antiguas",
  "calls.said": "{turns} {turns:turno|turnos}, {advice} {advice:consejo|consejos}",
};
