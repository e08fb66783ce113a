// Before the first paint: light or dark, as the app on this origin was told, else as the
// browser is.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    let wanted = null;
    try {
      wanted = localStorage.getItem("theme");
    } catch {
      // Storage may be closed to us; the browser's own choice remains.
    }
    const isDark = wanted === "dark" || (wanted !== "light" && dark.matches);
    const { classList } = document.documentElement;
    classList.toggle("dark", isDark);
    classList.toggle("dark-mode", isDark);
    classList.toggle("light", !isDark);
  };
  show();
  dark.addEventListener("change", show);
})();
