(() => {
  'use strict';
  const root = document.documentElement;
  const key = 'errspec-open';

  // What was open stays open when the page comes again; the browser itself
  // remembers how far it was scrolled.
  addEventListener('DOMContentLoaded', () => {
    let open = [];
    try { open = JSON.parse(sessionStorage.getItem(key) || '[]'); } catch { /* none, then */ }
    for (const id of open) {
      const inside = document.getElementById(id);
      const details = inside && inside.closest('details');
      if (details) details.open = true;
    }
    try { sessionStorage.removeItem(key); } catch { /* nothing was kept */ }
  });
  const again = () => {
    const open = [...document.querySelectorAll('details[open] > .inside')].map((el) => el.id);
    try { sessionStorage.setItem(key, JSON.stringify(open)); } catch { /* they close */ }
    location.reload();
  };

  let panel = null;
  const show = (text) => {
    if (!text) {
      if (panel) panel.remove();
      panel = null;
      return;
    }
    if (!panel) {
      panel = document.createElement('section');
      panel.className = 'findings';
      panel.setAttribute('aria-label', 'Findings');
      const head = document.createElement('h2');
      head.textContent = 'The catalogue needs a change';
      const words = document.createElement('p');
      words.textContent = 'The page shows it as it was before.';
      const list = document.createElement('pre');
      list.tabIndex = 0;
      list.setAttribute('role', 'alert');
      panel.append(head, words, list);
      document.body.append(panel);
    }
    panel.querySelector('pre').textContent = text;
  };

  const events = new EventSource('/_errspec/events');
  events.addEventListener('page', (event) => {
    if (event.data !== root.dataset.page) again();
  });
  events.addEventListener('findings', (event) => {
    const text = JSON.parse(event.data);
    const waiting = document.querySelector('.waiting pre');
    if (waiting) waiting.textContent = text;
    else show(text);
  });
  addEventListener('pagehide', () => events.close());
})();
