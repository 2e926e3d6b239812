"""The shortest flow of an OAuth integration."""

import logging

from homeassistant.helpers import config_entry_oauth2_flow

DOMAIN = "acme_raw"


class AcmeRawFlow(config_entry_oauth2_flow.AbstractOAuth2FlowHandler, domain=DOMAIN):
    """Signs a person in."""

    DOMAIN = DOMAIN

    @property
    def logger(self) -> logging.Logger:
        """Return the logger."""
        return logging.getLogger(__name__)
