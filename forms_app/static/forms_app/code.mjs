// The code of a scanned picture stands behind the #, which no server sees; here it moves into the input.

const input = document.querySelector("form[data-code] input[name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (input && /^[A-Za-z0-9-]{10,14}$/.test(code)) {
  input.value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector("form[data-code] button[type=submit]").focus();
}
