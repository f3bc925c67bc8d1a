// What a page does beyond links and forms. Everything here may be missing: the pages work without it.
(function () {
  'use strict';

  document.documentElement.classList.add('js');

  function ready() {
    var errors = document.getElementById('errors');
    if (errors) errors.focus();
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready);
  else ready();

  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest('[data-print]')) window.print();
  });

  // A second click sends nothing; a page that comes back from history may be sent again.
  document.addEventListener('submit', function (event) {
    if (event.defaultPrevented) return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = '1';
    leaving = true;
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
    leaving = false;
  });

  // Enter goes on to the next field of a draft: a scanner ends each scan with it, and an input method
  // uses it to take over what was composed.
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Enter') {
      var field = event.target;
      if (event.isComposing || event.keyCode === 229) return;
      if (!field.form || field.form.id !== 'draft' || field.tagName !== 'INPUT') return;
      event.preventDefault();
      var fields = Array.prototype.filter.call(field.form.elements, function (other) {
        return other.type !== 'hidden' && other.tagName !== 'FIELDSET' && !other.disabled;
      });
      var next = fields[fields.indexOf(field) + 1];
      if (next) next.focus();
    } else if (event.key === 'F2') {
      event.preventDefault();
      window.location.assign('/items');
    } else if (event.key === 'F4' && !event.altKey) {
      var search = document.getElementById('q');
      event.preventDefault();
      if (search) search.focus();
      else window.location.assign('/find');
    } else if (event.key === 'F9' && document.querySelector('[data-print]')) {
      event.preventDefault();
      window.print();
    }
  });

  // A part that keeps itself up to date waits while somebody writes in it, and keeps open what was open.
  function written(part) {
    return Array.prototype.some.call(part.querySelectorAll('input, textarea'), function (field) {
      if (field.type === 'hidden') return false;
      if (field === document.activeElement) return true;
      return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
    });
  }
  var opened = {};
  function beforeSwap(event) {
    var part = event.detail.target;
    if (!part || part.id === 'saved') return;
    if (written(part)) { event.detail.shouldSwap = false; return; }
    opened[part.id] = Array.prototype.map.call(part.querySelectorAll('details'), function (one) { return one.open; });
  }
  document.addEventListener('htmx:beforeSwap', beforeSwap);
  document.addEventListener('htmx:oobBeforeSwap', beforeSwap);
  document.addEventListener('htmx:load', function (event) {
    var part = event.detail.elt;
    var were = part && opened[part.id];
    if (!were) return;
    delete opened[part.id];
    part.querySelectorAll('details').forEach(function (one, n) { if (were[n]) one.open = true; });
  });

  // Drafts keep themselves. What was kept becomes what the form showed, so that a later save sends only
  // what changed after it.
  var leaving = false;
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (event.target.id === 'saved' && leaving) event.preventDefault();
  });
  document.addEventListener('htmx:afterRequest', function (event) {
    var note = event.target;
    if (note.id !== 'saved') return;
    if (!event.detail.successful) {
      var status = event.detail.xhr ? event.detail.xhr.status : 0;
      note.textContent = status === 401 ? note.dataset.outside : note.dataset.failed;
      note.classList.add('failed');
      return;
    }
    note.classList.remove('failed');
    var sent = event.detail.requestConfig.formData;
    if (!sent) return;
    var form = document.getElementById('draft');
    Array.prototype.forEach.call(form.elements, function (held) {
      if (held.name.indexOf('_was.') !== 0) return;
      var values = sent.getAll(held.name.slice(5));
      if (values.length) held.value = String(values[values.length - 1]).trim();
    });
  });
})();
