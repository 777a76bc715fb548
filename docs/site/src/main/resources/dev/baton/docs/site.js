// Looks in the sections of all documents; they are loaded when somebody wants to search.
const root = document.currentScript.dataset.root;
const box = document.getElementById('search');
const found = document.getElementById('found');

box.onfocus = () => {
  if (window.INDEX) return;
  const index = document.head.appendChild(document.createElement('script'));
  index.onload = look;
  index.src = root + 'index.js';
};

box.oninput = look;

function look() {
  const words = box.value.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const hits = !words.length ? [] : (window.INDEX || [])
    .map(([url, page, title, text]) => [Math.min(...words.map(word => weigh(word, page, title, text))), url, page, title])
    .filter(([weight]) => weight)
    .sort((one, other) => other[0] - one[0]);
  found.replaceChildren(...hits.slice(0, 12).map(([, url, page, title]) => {
    const link = document.createElement('a');
    link.href = root + url;
    link.textContent = page === title ? page : page + ' › ' + title;
    return link;
  }));
  if (words.length && window.INDEX && !hits.length) found.textContent = 'Nothing found';
}

function weigh(word, page, title, text) {
  if (title.toLowerCase().includes(word)) return 3;
  return (' ' + text).includes(' ' + word) ? 2 : page.toLowerCase().includes(word) ? 1 : 0;
}

document.querySelector('nav').onclick = event => event.currentTarget.hidePopover?.();

document.onkeydown = event => {
  if (event.key === '/' && document.activeElement !== box) box.focus(), event.preventDefault();
  if (event.key === 'Escape') found.replaceChildren(), box.blur();
  if (event.key === 'Enter' && document.activeElement === box) found.querySelector('a')?.click();
};

// Comments, strings and words of Java, where a block is code; nothing else is told apart.
const PARTS = new RegExp([
  /(\/\*.*?\*\/|\/\/[^\n]*|(?<=^|\s)(?:--|#) [^\n]*|&lt;!--.*?--&gt;)/,
  /("[^"\n]*"|'[^'\n]*')/,
  /\b(?:class|else|extends|final|for|if|implements|import|interface|local|new|package|private|public|record|return|static|then|throws?|try|void|while)\b/,
].map(part => part.source).join('|'), 'gs');
for (const code of document.querySelectorAll('pre [class]')) {
  code.innerHTML = code.innerHTML.replace(PARTS, (all, comment, string) =>
    `<span class=${comment ? 'c' : string ? 's' : 'k'}>${all}</span>`);
}
