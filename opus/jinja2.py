"""The one Jinja2 environment of every page."""

from typing import Any

from django.contrib.messages import get_messages
from django.forms.renderers import TemplatesSetting
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from jobs.descriptions import formats
from opus import markdown, words


class FormRenderer(TemplatesSetting):
    """Forms are drawn by our templates, too."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def environment(**options: Any) -> Environment:
    # Django passes its own `undefined`; ours makes a misspelt name an error.
    options |= {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    env = Environment(**options)
    env.globals.update(
        static=static,
        url=_url,
        get_messages=get_messages,
        PHASES=words.PHASES,
        EXPORTS=formats.WRITTEN,
        lost=formats.lost,
    )
    env.filters.update(
        stamp=words.stamp,
        iso=words.iso,
        relative=words.relative,
        duration=words.duration,
        filesize=words.filesize,
        short=words.short,
        paragraphs=words.paragraphs,
        markdown=markdown.render,
    )
    return env


def _url(name: str, /, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)
