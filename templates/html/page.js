(() => {
  'use strict';
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);

  // ---- what a browser remembers; it may refuse, from a file above all ----
  const remember = (key, value) => {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch { /* it holds for this visit */ }
  };
  const recall = (key) => {
    try { return localStorage.getItem(key); } catch { return null; }
  };

  // ---- light and dark, before anything is drawn ----
  const themes = ['system', 'light', 'dark'];
  let theme = themes.includes(recall('errspec-theme')) ? recall('errspec-theme') : 'system';
  const dress = () => {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  dress();

  const start = () => {
    const search = find('_search');
    if (!search) return; // nothing to show yet
    const selects = { status: find('_status'), group: find('_group'), retry: find('_retry'), state: find('_state') };
    const entries = [...document.querySelectorAll('.entry')].map((el) => ({ el, text: null }));
    const chapters = [...document.querySelectorAll('.chapter')];
    const errors = entries.filter((e) => !e.el.classList.contains('gone')).length;

    // ---- theme ----
    const button = find('_theme');
    const label = () => { button.textContent = 'Theme: ' + theme; };
    label();
    button.hidden = false;
    button.addEventListener('click', () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      remember('errspec-theme', theme === 'system' ? '' : theme);
      dress();
      label();
    });

    // ---- choose ----
    const chosen = () => {
      const of = {};
      for (const [name, select] of Object.entries(selects)) of[name] = select ? select.value : '';
      return of;
    };
    const words = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const textOf = (e) => {
      if (e.text === null) e.text = e.el.textContent.toLowerCase();
      return e.text;
    };
    const fits = (e, want, all) => {
      const has = e.el.dataset;
      if (want.status && has.status !== want.status && !(want.status.endsWith('xx') && (has.status || '')[0] === want.status[0])) return false;
      if (want.group && has.group !== want.group) return false;
      if (want.retry && has.retry !== want.retry) return false;
      if (want.state && !has.state.split(' ').includes(want.state)) return false;
      return all.every((w) => textOf(e).includes(w));
    };
    const plural = (n) => n + (n === 1 ? ' error' : ' errors');
    const choose = () => {
      const want = chosen();
      const all = words();
      const some = all.length > 0 || Object.values(want).some(Boolean);
      const before = root.classList.contains('chosen');
      let shown = 0;
      let retired = 0;
      for (const e of entries) {
        const fit = fits(e, want, all);
        if (e.el.hidden === fit) e.el.hidden = !fit;
        if (fit && e.el.classList.contains('gone')) retired++;
        else if (fit) shown++;
      }
      for (const c of chapters) c.hidden = some && !c.querySelector('.entry:not([hidden])');
      const also = some && retired > 0 ? ', and ' + retired + ' retired' : '';
      find('_count').textContent = (some ? shown + ' of ' + plural(errors) : plural(errors)) + also;
      find('_none').hidden = shown + retired > 0 || entries.length === 0;
      find('_reset').hidden = !some;
      if (root.classList.toggle('chosen', some) !== before) scrollTo(0, 0);
      light(all);
      note(want);
    };
    const reset = () => {
      search.value = '';
      for (const select of Object.values(selects)) if (select) select.value = '';
      choose();
    };

    // Found words are marked where they can be seen, without touching the page.
    const light = (all) => {
      if (!('highlights' in CSS)) return;
      CSS.highlights.delete('found');
      if (all.length === 0) return;
      const ranges = [];
      for (const e of entries) {
        if (e.el.hidden || ranges.length > 500) continue;
        for (const place of e.el.querySelectorAll('summary .code code, summary .said, h3 code')) {
          const node = place.firstChild;
          if (!node || node.nodeType !== Node.TEXT_NODE) continue;
          const text = node.data.toLowerCase();
          if (text.length !== node.data.length) continue;
          for (const w of all) {
            for (let at = text.indexOf(w); at >= 0; at = text.indexOf(w, at + w.length)) {
              const r = new Range();
              r.setStart(node, at);
              r.setEnd(node, at + w.length);
              ranges.push(r);
            }
          }
        }
      }
      CSS.highlights.set('found', new Highlight(...ranges));
    };

    // The address keeps the choice, so that it can be sent to somebody.
    const note = (want) => {
      const query = new URLSearchParams();
      if (search.value.trim()) query.set('q', search.value.trim());
      for (const [name, value] of Object.entries(want)) if (value) query.set(name, value);
      const text = query.toString();
      try {
        history.replaceState(null, '', location.pathname + (text ? '?' + text : '') + location.hash);
      } catch { /* a file may not change its address */ }
    };
    const given = new URLSearchParams(location.search);
    search.value = given.get('q') || '';
    for (const [name, select] of Object.entries(selects)) {
      const value = given.get(name);
      if (select && value && [...select.options].some((o) => o.value === value)) select.value = value;
    }

    let pending = 0;
    const soon = () => {
      cancelAnimationFrame(pending);
      pending = requestAnimationFrame(choose);
    };
    search.addEventListener('input', soon);
    for (const select of Object.values(selects)) if (select) select.addEventListener('change', choose);
    find('_reset').addEventListener('click', () => { reset(); search.focus(); });

    // ---- open and close ----
    const details = () => entries.filter((e) => !e.el.hidden).map((e) => e.el.querySelector('details')).filter(Boolean);
    const all = find('_all');
    all.addEventListener('click', () => {
      const list = details();
      const open = list.some((d) => !d.open);
      for (const d of list) d.open = open;
      all.textContent = open ? 'Close all' : 'Open all';
    });
    let printed = [];
    addEventListener('beforeprint', () => {
      printed = [...document.querySelectorAll('details:not([open])')].filter((d) => !d.closest('[hidden]'));
      for (const d of printed) d.open = true;
    });
    addEventListener('afterprint', () => { for (const d of printed) d.open = false; });

    // ---- copy ----
    const said = find('_said');
    const copy = async (text) => {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = document.createElement('textarea');
        area.value = text;
        area.className = 'quiet';
        document.body.append(area);
        area.select();
        const done = document.execCommand('copy');
        area.remove();
        if (!done) throw new Error('the browser does not allow it');
      }
    };
    const addCopy = (place) => {
      if (place.querySelector('button')) return;
      const b = document.createElement('button');
      b.type = 'button';
      b.textContent = place.dataset.copy;
      b.addEventListener('click', async () => {
        const from = place.querySelector('.body code') || place.querySelector('code');
        let word = 'Copied';
        try { await copy(from.textContent); } catch { word = 'Not copied'; }
        b.textContent = word;
        said.textContent = word;
        setTimeout(() => { b.textContent = place.dataset.copy; said.textContent = ''; }, 1500);
      });
      (place.querySelector('figcaption') || place).append(b);
    };
    const addCopies = (within) => { for (const place of within.querySelectorAll('[data-copy]')) addCopy(place); };
    for (const place of document.querySelectorAll('.split [data-copy]')) addCopy(place);
    document.addEventListener('toggle', (event) => {
      if (event.target instanceof HTMLDetailsElement && event.target.open) addCopies(event.target);
    }, true);
    for (const d of document.querySelectorAll('details[open]')) addCopies(d);

    // ---- deep links ----
    const go = () => {
      const id = location.hash.slice(1);
      let target = id && find(id);
      try { target = target || find(decodeURIComponent(id)); } catch { /* no such place */ }
      if (!target) return null;
      if (target.closest('[hidden], .chosen .around')) reset();
      const row = target.closest('.entry, .row');
      if (!row) {
        target.scrollIntoView();
        return null;
      }
      const d = target.closest('details');
      if (d) d.open = true;
      row.scrollIntoView({ block: 'start' });
      const head = d ? d.querySelector('summary') : row.querySelector('a');
      if (head) head.focus({ preventScroll: true });
      return head;
    };
    addEventListener('hashchange', go);
    // A browser goes there itself when the page is loaded, and takes the focus away.
    addEventListener('load', () => setTimeout(() => {
      const head = location.hash && document.activeElement === document.body && arrived;
      if (head) head.focus({ preventScroll: true });
    }));
    document.addEventListener('click', (event) => {
      const summary = event.target instanceof Element && event.target.closest('.entry summary');
      const inside = summary && !summary.parentElement.open && summary.parentElement.querySelector('.inside');
      if (!inside) return;
      try { history.replaceState(null, '', '#' + encodeURIComponent(inside.id)); } catch { /* as above */ }
    });

    // ---- keys ----
    const heads = () => [...document.querySelectorAll('.entry:not([hidden]) summary')];
    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const at = document.activeElement;
      const typing = at && at.closest('input, select, textarea, [contenteditable]');
      const head = at && at.closest('.entry summary');
      switch (event.key) {
        case '/':
          if (typing) return;
          search.focus();
          search.select();
          break;
        case 'Escape':
          if (at === search) {
            if (search.value) { search.value = ''; choose(); } else search.blur();
          } else {
            const open = at && at.closest('.entry details[open]');
            if (!open) return;
            open.open = false;
            open.querySelector('summary').focus();
          }
          break;
        case 'Enter':
        case 'ArrowDown': {
          if (at !== search && (event.key === 'Enter' || !head)) return;
          const list = heads();
          const next = list[head ? list.indexOf(head) + 1 : 0];
          if (!next) return;
          next.focus();
          break;
        }
        case 'ArrowUp': {
          if (!head) return;
          const list = heads();
          const before = list[list.indexOf(head) - 1];
          (before || search).focus();
          break;
        }
        default:
          return;
      }
      event.preventDefault();
    });

    for (const el of document.querySelectorAll('.find, .tools')) el.hidden = false;
    choose();
    const arrived = go();

    // The texts that a search looks at are read while nothing else is to be done.
    let read = 0;
    const ahead = (deadline) => {
      while (read < entries.length && deadline.timeRemaining() > 1) textOf(entries[read++]);
      if (read < entries.length) requestIdleCallback(ahead);
    };
    if ('requestIdleCallback' in window) requestIdleCallback(ahead);
    root.classList.add('ready');
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
})();
