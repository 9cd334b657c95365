"""A file of streets of which nothing was taken."""


class RoadsRefused(ValueError):
    """Why, and what to do instead, in one or two Chinese sentences."""


class AlreadyImported(RoadsRefused):
    """`network` holds the same file: somebody was quicker."""

    def __init__(self, network):
        super().__init__(f"这个文件已经导入过，就是{network}（{network.get_state_display()}）。没有新版本。")
        self.network = network
