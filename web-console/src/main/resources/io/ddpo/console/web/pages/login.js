// Exchanges the token for a cookie that scripts cannot read.
const form = document.getElementById('login');
const problem = document.getElementById('problem');

/** The page that somebody wanted to see before; an address of this console, whatever the link to the login says. */
function wanted() {
  const address = new URL(new URLSearchParams(location.search).get('next') ?? '/', location.origin);
  return address.origin === location.origin && !address.pathname.startsWith('/login') ? address.pathname + address.search : '/';
}

form.addEventListener('submit', async event => {
  event.preventDefault();
  problem.textContent = '';
  try {
    const reply = await fetch('/api/login', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({token: form.elements.token.value, name: form.elements.who.value}),
    });
    if (reply.ok) {
      location.assign(wanted());
    } else {
      problem.textContent = (await reply.json()).error;
    }
  } catch {
    problem.textContent = 'The console does not answer.';
  }
});
