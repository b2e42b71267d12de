// Runs before the first paint, so that a chosen theme never flashes; app/state/theme.ts owns the choice.
(function () {
  try {
    var theme = localStorage.getItem('em.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch (storageRefused) {
    // The system's theme applies.
  }
})();
