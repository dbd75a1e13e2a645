// Before the first paint, so that a dark page never flashes white. Not a module for that reason.
(() => {
  const key = 'ddpo-theme';
  const choices = ['auto', 'light', 'dark'];
  const stored = () => {
    try {
      const value = localStorage.getItem(key);
      return choices.includes(value) ? value : 'auto';
    } catch {
      return 'auto';
    }
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const choice = stored();
    document.documentElement.dataset.theme = choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice;
    dispatchEvent(new CustomEvent('themechange'));
  };
  dark.addEventListener('change', apply);
  window.ddpoTheme = {
    current: stored,
    next() {
      const choice = choices[(choices.indexOf(stored()) + 1) % choices.length];
      try {
        localStorage.setItem(key, choice);
      } catch {
        // a browser that keeps nothing shows the theme of the system
      }
      apply();
      return choice;
    },
  };
  apply();
})();
