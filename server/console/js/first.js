// A classic script in the head: what must be known before the first paint, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const read = (name) => {
    try {
      return localStorage.getItem(`callshadow.${name}`);
    } catch {
      return null; // storage is refused to some iframes
    }
  };
  const theme = read("theme");
  if (theme) root.dataset.theme = theme;
  root.dataset.verbosity = read("verbosity") ?? "3";
  root.dataset.embed = String(location.pathname.startsWith("/embed/"));
})();
