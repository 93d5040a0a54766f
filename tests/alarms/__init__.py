"""Every alarm of the chart is seen to fire on a running system, and to fall silent once the fault is mended."""
